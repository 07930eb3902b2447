// Apps, their installations, tokens and people, with @octokit/app and @octokit/rest.
import assert from "node:assert/strict";
import { createSign } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { authorize } from "../lib/browser.mjs";
import { appFor, octokitFor, refused } from "../lib/clients.mjs";
import { startReceiver } from "../lib/receiver.mjs";

export const permissions = {
  contents: "write",
  statuses: "write",
  pull_requests: "write",
  checks: "write",
  issues: "write",
  metadata: "read",
};

export const events = ["push", "pull_request", "create", "delete"];

/** A JSON web token with these parts, whatever they say. */
function signed(header, claims, pem) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ typ: "JWT", ...header })}.${part(claims)}`;
  const hash = header.alg === "RS512" ? "RSA-SHA512" : "RSA-SHA256";
  return `${text}.${createSign(hash).update(text).sign(pem, "base64url")}`;
}

export function apps(sandbox) {
  describe("apps", () => {
    let receiver, registered, app, octokit, installation;

    before(async () => {
      receiver = await startReceiver();
      registered = await sandbox.control("POST", "apps", {
        name: "Contract",
        owner: "acme",
        webhookUrl: receiver.url,
        webhookSecret: "a secret of the contract",
        callbackUrls: ["http://127.0.0.1:1/callback"],
        permissions,
        events,
        public: true,
        installOn: ["acme", "octocat"],
      });
      app = appFor(sandbox, registered);
      octokit = app.octokit;
      installation = registered.installations[0];
    });

    after(() => receiver.stop());

    it("converts a manifest's code once", async () => {
      const anonymous = octokitFor(sandbox);
      const converted = await anonymous.rest.apps.createFromManifest({ code: registered.code });
      assert.equal(converted.data.pem, registered.pem);
      assert.match(converted.data.pem, /BEGIN RSA PRIVATE KEY/);
      assert.equal(await refused(anonymous.rest.apps.createFromManifest({ code: registered.code })), 404);
    });

    it("knows the app by its token", async () => {
      const { data } = await octokit.rest.apps.getAuthenticated();
      assert.deepEqual([data.id, data.slug, data.installations_count], [registered.id, "contract", 2]);
      assert.equal((await octokitFor(sandbox).rest.apps.getBySlug({ app_slug: "contract" })).data.id, registered.id);
    });

    it("lists installations over several pages and finds them by account", async () => {
      const all = await octokit.paginate(octokit.rest.apps.listInstallations, { per_page: 1 });
      assert.deepEqual(all.map((one) => one.account.login), ["acme", "octocat"]);
      const { id } = installation;
      assert.equal((await octokit.rest.apps.getInstallation({ installation_id: id })).data.id, id);
      assert.equal((await octokit.rest.apps.getOrgInstallation({ org: "acme" })).data.id, id);
      assert.equal((await octokit.rest.apps.getRepoInstallation({ owner: "acme", repo: "widgets" })).data.id, id);
      assert.equal(
        (await octokit.rest.apps.getUserInstallation({ username: "octocat" })).data.id,
        registered.installations[1].id,
      );
      assert.equal(await refused(octokit.rest.apps.getUserInstallation({ username: "nobody" })), 404);
    });

    it("gives a token that reads every repository, page by page", async () => {
      const installed = await app.getInstallationOctokit(installation.id);
      const all = await installed.paginate(installed.rest.apps.listReposAccessibleToInstallation, { per_page: 100 });
      assert.equal(all.length, 252);
      assert.equal(new Set(all.map((one) => one.id)).size, 252);
    });

    it("narrows a token, and revokes it", async () => {
      const { data } = await octokit.rest.apps.createInstallationAccessToken({
        installation_id: installation.id,
        repositories: ["widgets"],
        permissions: { contents: "read" },
      });
      const narrow = octokitFor(sandbox, data.token);
      const seen = await narrow.rest.apps.listReposAccessibleToInstallation();
      assert.deepEqual(seen.data.repositories.map((one) => one.name), ["widgets"]);
      await narrow.rest.apps.revokeInstallationAccessToken();
      assert.equal(await refused(narrow.rest.apps.listReposAccessibleToInstallation()), 401);
    });

    it("refuses what a token may not have", async () => {
      const ask = (wish) => octokit.rest.apps.createInstallationAccessToken({ installation_id: installation.id, ...wish });
      assert.equal(await refused(ask({ permissions: { administration: "write" } })), 422);
      assert.equal(await refused(ask({ repositories: ["no-such-repository"] })), 422);
      assert.equal(await refused(ask({ installation_id: 999_999_999 })), 404);
    });

    it("has tokens of the long form, too", async () => {
      const { data } = await octokit.rest.apps.createInstallationAccessToken({
        installation_id: installation.id,
        headers: { "x-github-stateless-s2s-token": "enabled" },
      });
      assert.ok(data.token.length >= 500, `${data.token.length}`);
      assert.match(data.token, /^ghs_[^.]+\.[^.]+\.[^.]+$/);
      assert.equal((await octokitFor(sandbox, data.token).rest.apps.listReposAccessibleToInstallation()).status, 200);
    });

    it("gives no token while suspended", async () => {
      const on = { installation_id: installation.id };
      await octokit.rest.apps.suspendInstallation(on);
      assert.equal(await refused(octokit.rest.apps.createInstallationAccessToken(on)), 403);
      await octokit.rest.apps.unsuspendInstallation(on);
      assert.equal((await octokit.rest.apps.createInstallationAccessToken(on)).status, 201);
    });

    it("shows who asked for an installation", async () => {
      assert.deepEqual((await octokit.rest.apps.listInstallationRequestsForAuthenticatedApp()).data, []);
      await sandbox.control("POST", "installation-requests", { slug: "contract", account: "globex", by: "hubot" });
      const { data } = await octokit.rest.apps.listInstallationRequestsForAuthenticatedApp();
      assert.deepEqual([data[0].account.login, data[0].requester.login], ["globex", "hubot"]);
    });

    it("has a webhook that can be changed, and a log of what it sent", async () => {
      await receiver.next("ping");
      assert.equal((await octokit.rest.apps.getWebhookConfigForApp()).data.secret, "********");
      const changed = await octokit.rest.apps.updateWebhookConfigForApp({ content_type: "json", insecure_ssl: "0" });
      assert.equal(changed.data.url, receiver.url);
      await sandbox.control("POST", "idle");
      const log = await octokit.paginate(octokit.rest.apps.listWebhookDeliveries, { per_page: 2 });
      const ping = log.find((one) => one.event === "ping");
      const { data } = await octokit.rest.apps.getWebhookDelivery({ delivery_id: ping.id });
      assert.equal(data.request.headers["X-GitHub-Event"], "ping");
      await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: ping.id });
      assert.equal((await receiver.next("ping")).guid, ping.guid);
    });

    it("acts for a person who authorized it", async () => {
      const person = octokitFor(sandbox, await authorize(sandbox, registered, "octocat"));
      assert.equal((await person.rest.users.getAuthenticated()).data.login, "octocat");
      const mine = await person.paginate(person.rest.apps.listInstallationsForAuthenticatedUser, { per_page: 1 });
      assert.ok(mine.some((one) => one.id === installation.id));
      const repositories = await person.paginate(person.rest.apps.listInstallationReposForAuthenticatedUser, {
        installation_id: installation.id,
        per_page: 100,
      });
      assert.equal(repositories.length, 252);
    });

    it("checks and ends what a person gave", async () => {
      const credentials = Buffer.from(`${registered.client_id}:${registered.client_secret}`).toString("base64");
      const client = octokitFor(sandbox);
      const call = (route, token) =>
        client.request(route, {
          client_id: registered.client_id,
          access_token: token,
          headers: { authorization: `basic ${credentials}` },
        });
      const first = await authorize(sandbox, registered, "octocat");
      assert.equal((await call("POST /applications/{client_id}/token", first)).data.user.login, "octocat");
      const reset = (await call("PATCH /applications/{client_id}/token", first)).data.token;
      assert.notEqual(reset, first);
      assert.equal(await refused(octokitFor(sandbox, first).rest.users.getAuthenticated()), 401);
      await call("DELETE /applications/{client_id}/token", reset);
      assert.equal(await refused(octokitFor(sandbox, reset).rest.users.getAuthenticated()), 401);
      const second = await authorize(sandbox, registered, "octocat");
      await call("DELETE /applications/{client_id}/grant", second);
      assert.equal(await refused(octokitFor(sandbox, second).rest.users.getAuthenticated()), 401);
      await receiver.next("github_app_authorization");
    });

    it("refuses a token of another app, of another algorithm, and none", async () => {
      const other = await sandbox.control("POST", "apps", { name: "Other", owner: "acme" });
      const stranger = appFor(sandbox, { ...registered, pem: other.pem }).octokit;
      assert.equal(await refused(stranger.rest.apps.getAuthenticated()), 401);
      assert.equal(await refused(octokitFor(sandbox).rest.apps.getAuthenticated()), 401);
      const now = Math.floor(Date.now() / 1000);
      const good = { iat: now - 60, exp: now + 300, iss: registered.id };
      const ask = (header, claims) => {
        const token = signed(header, claims, registered.pem);
        return refused(octokitFor(sandbox).request("GET /app", { headers: { authorization: `Bearer ${token}` } }));
      };
      assert.equal(await ask({ alg: "RS512" }, good), 401);
      assert.equal(await ask({ alg: "RS256" }, { ...good, exp: now + 900 }), 401);
      assert.equal(await ask({ alg: "RS256" }, { ...good, exp: now - 5 }), 401);
      assert.equal(await ask({ alg: "RS256" }, { ...good, iat: now + 120 }), 401);
      assert.equal(await ask({ alg: "RS256" }, { ...good, iss: 999_999 }), 404);
    });

    it("uninstalls itself", async () => {
      const on = { installation_id: registered.installations[1].id };
      await octokit.rest.apps.deleteInstallation(on);
      assert.equal(await refused(octokit.rest.apps.getInstallation(on)), 404);
      assert.equal(await refused(octokit.rest.apps.deleteInstallation(on)), 404);
    });

    it("is not found once it is deleted", async () => {
      await sandbox.control("DELETE", "apps/other");
      await sandbox.control("DELETE", "apps/contract");
      assert.equal(await refused(octokit.rest.apps.getAuthenticated()), 404);
    });
  });
}
