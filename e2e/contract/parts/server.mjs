// The server or the cloud as a whole: what it says of itself, and what only administrators are told.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appFor, octokitFor, refused } from "../lib/clients.mjs";
import { witness } from "../lib/witness.mjs";

export function metadata(sandbox) {
  describe("the server itself", () => {
    const anonymous = octokitFor(sandbox);

    it("says what it is", async () => {
      const { data, headers } = await anonymous.rest.meta.get();
      assert.equal(data.verifiable_password_authentication, true);
      assert.equal("x-github-enterprise-version" in headers, sandbox.flavour === "EnterpriseServer");
    });

    it("counts requests, where there is a limit", async () => {
      if (sandbox.flavour === "EnterpriseServer") {
        assert.equal(await refused(anonymous.rest.rateLimit.get()), 404);
        await sandbox.control("POST", "rate-limit", { limit: 5000 });
      }
      const { data } = await anonymous.rest.rateLimit.get();
      assert.ok(data.resources.integration_manifest.remaining > 0);
      await sandbox.control("POST", "rate-limit", { limit: sandbox.flavour === "EnterpriseServer" ? null : 15_000 });
    });

    it("lists its accounts, a page after the other", async () => {
      const { token } = await sandbox.control("POST", "personal-tokens", { user: "octocat", scopes: ["read:user"] });
      const octokit = octokitFor(sandbox, token);
      const first = await octokit.rest.users.list({ per_page: 2 });
      const second = await octokit.rest.users.list({ per_page: 100, since: first.data[1].id });
      assert.equal(first.data.length, 2);
      assert.ok(second.data.every((account) => account.id > first.data[1].id));
    });

    it("refuses a version of the API that it does not know", async () => {
      assert.equal(
        await refused(anonymous.request("GET /meta", { headers: { "x-github-api-version": "2001-01-01" } })),
        410,
      );
    });
  });
}

const kinds = [
  "all", "comments", "gists", "hooks", "issues", "milestones",
  "orgs", "pages", "pulls", "repos", "security-products", "users",
];

export function administration(sandbox) {
  describe("administration", () => {
    const tokenOf = async (user, ...scopes) =>
      octokitFor(sandbox, (await sandbox.control("POST", "personal-tokens", { user, scopes })).token);

    it("tells a site administrator of licence and statistics", async () => {
      const octokit = await tokenOf("octocat", "site_admin");
      assert.equal((await octokit.rest.users.getAuthenticated()).data.site_admin, true);
      const { data } = await octokit.request("GET /enterprise/settings/license");
      assert.ok(data.seats >= data.seats_used);
      for (const kind of kinds) {
        const answer = await octokit.request(`GET /enterprise/stats/${kind}`);
        assert.equal(answer.status, 200);
      }
    });

    it("tells nobody else", async () => {
      const ask = (octokit) => refused(octokit.request("GET /enterprise/stats/all"));
      assert.equal(await ask(await tokenOf("monalisa", "site_admin")), 404);
      assert.equal(await ask(await tokenOf("octocat", "repo")), 404);
      assert.equal(await ask(octokitFor(sandbox)), 401);
      const app = await sandbox.control("POST", "apps", {
        name: "Curious",
        owner: "acme",
        permissions: { administration: "write" },
        installOn: ["acme"],
      });
      assert.equal(await ask(await appFor(sandbox, app).getInstallationOctokit(app.installations[0].id)), 403);
    });

    it("has a Manage API at its own port, for who has the password", async () => {
      const ask = (path, password) =>
        witness(sandbox)(`${sandbox.manageUrl}/manage/v1/${path}`, {
          headers: { authorization: `Basic ${Buffer.from(`api_key:${password}`).toString("base64")}` },
        });
      const version = await (await ask("version", "sandbox")).json();
      assert.match(version[0].version.version, /^3\./);
      assert.equal((await (await ask("config/license", "sandbox")).json()).croquetSupport, true);
      assert.equal((await (await ask("config/license/check", "sandbox")).json()).status, "valid");
      assert.match((await (await ask("config/settings", "sandbox")).json()).customer.public_key_data, /PUBLIC KEY/);
      assert.equal((await (await ask("maintenance", "sandbox")).json())[0].status, "off");
      assert.equal((await ask("version", "guessed")).status, 401);
      assert.equal((await fetch(new URL("/manage/v1/version", sandbox.url))).status, 404);
    });
  });
}

export function licensing(sandbox) {
  describe("licensing", () => {
    it("tells an enterprise owner who uses licences, and which servers report theirs", async () => {
      const { token } = await sandbox.control("POST", "personal-tokens", {
        user: "octocat",
        scopes: ["read:enterprise"],
      });
      const octokit = octokitFor(sandbox, token);
      const enterprise = "sandbox-inc";
      const consumed = await octokit.request("GET /enterprises/{enterprise}/consumed-licenses", { enterprise });
      assert.equal(consumed.data.total_seats_consumed, 2);
      const ask = () => octokit.request("GET /enterprises/{enterprise}/license-sync-status", { enterprise });
      assert.deepEqual((await ask()).data.server_instances, []);
      await sandbox.control("POST", "connected-servers", { serverId: "s-1", hostname: "github.acme.example" });
      assert.equal((await ask()).data.server_instances[0].hostname, "github.acme.example");
    });

    it("tells nobody else", async () => {
      const path = "GET /enterprises/sandbox-inc/consumed-licenses";
      const tokens = [
        { user: "hubot", scopes: ["read:enterprise"] },
        { user: "octocat", scopes: ["repo"] },
      ];
      for (const body of tokens) {
        const { token } = await sandbox.control("POST", "personal-tokens", body);
        assert.equal(await refused(octokitFor(sandbox, token).request(path)), 404);
      }
    });
  });
}
