// As much of a browser as the web flow needs: cookies, redirects by hand, the fields of a form.

/** Signs a person in; what it returns fetches with the person's cookies and follows nothing. */
export async function signIn(sandbox, login) {
  let cookie = "";
  const visit = async (path, form) => {
    const answer = await fetch(new URL(path, sandbox.url), {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie },
      body: form ? new URLSearchParams(form) : undefined,
    });
    const set = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
    if (set.length > 0) cookie = set.join("; ");
    return answer;
  };
  await visit("/login", { login, password: "sandbox" });
  return visit;
}

/** Lets a person authorize an app, and takes the code to a token, as an app does. */
export async function authorize(sandbox, app, login) {
  const visit = await signIn(sandbox, login);
  const query = new URLSearchParams({ client_id: app.client_id, state: "here-and-back" });
  let answer = await visit(`/login/oauth/authorize?${query}`);
  if (answer.status === 200) answer = await visit("/login/oauth/authorize", fieldsOf(await answer.text()));
  const back = new URL(answer.headers.get("location"));
  if (back.searchParams.get("state") !== "here-and-back") throw new Error(`The state was lost: ${back}`);
  const exchanged = await fetch(new URL("/login/oauth/access_token", sandbox.url), {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({
      client_id: app.client_id,
      client_secret: app.client_secret,
      code: back.searchParams.get("code"),
    }),
  });
  return (await exchanged.json()).access_token;
}

/** The hidden fields of a page's last form. */
const fieldsOf = (page) =>
  Object.fromEntries(
    [...page.slice(page.lastIndexOf("<form")).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name, value.replaceAll("&amp;", "&")],
    ),
  );
