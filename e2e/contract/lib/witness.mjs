// A fetch that holds every answer it sees against GitHub's description, and remembers which operations were called.
import { descriptionOf } from "./description.mjs";
import { unexplained } from "./deviations.mjs";

/** Operations called so far, by flavour: "GET /app". */
export const called = new Map();

/** What was wrong so far; the suite ends with a test that this is empty. */
export const complaints = new Set();

/** A fetch for one sandbox. Paths are told by its API's base. */
export function witness(sandbox) {
  return async (url, options) => {
    const answer = await fetch(url, { redirect: "manual", ...options });
    const path = pathOf(sandbox, new URL(url));
    if (path !== null) {
      observe({
        flavour: sandbox.flavour,
        method: (options?.method ?? "GET").toUpperCase(),
        path,
        status: answer.status,
        contentType: answer.headers.get("content-type"),
        body: await bodyOf(answer.clone()),
        accept: new Headers(options?.headers).get("accept") ?? "",
      });
    }
    return answer;
  };
}

/** Judges one exchange. */
export function observe({ flavour, method, path, status, contentType, body, accept }) {
  if (status === 304) return;
  const description = descriptionOf(flavour);
  const operation = description.find(method, path);
  const name = operation ? `${operation.method} ${operation.path}` : `${method} ${path}`;
  if (!called.has(flavour)) called.set(flavour, new Set());
  called.get(flavour).add(name);
  const problems = operation
    ? description.answerProblems(operation, status, contentType, body, accept)
    : [{ pointer: "", message: "the operation is not described" }];
  for (const problem of unexplained(name, problems)) {
    complaints.add(`${description.name} ${name} ${status} ${problem.pointer || "(answer)"}: ${problem.message}`);
  }
}

/** The path as the description has it: below the API's base, or whole for the Manage API. */
function pathOf(sandbox, url) {
  const base = new URL(sandbox.apiUrl);
  if (sandbox.manageUrl && url.origin === sandbox.manageUrl) return url.pathname;
  const prefix = base.pathname.replace(/\/$/, "");
  return url.origin === base.origin && url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : null;
}

async function bodyOf(answer) {
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (bytes.length === 0) return null;
  return /^application\/(json|vnd\.github\.object)/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(bytes.toString("utf8")) : bytes.toString("latin1");
}
