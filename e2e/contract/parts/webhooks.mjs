// What is delivered: verified with @octokit/webhooks, and held against GitHub's description of webhooks.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Webhooks } from "@octokit/webhooks";
import { startReceiver } from "../lib/receiver.mjs";
import { events, permissions } from "./apps.mjs";

export function webhooks(sandbox) {
  describe("webhooks", () => {
    const secret = "a secret for the hook";
    const verifier = new Webhooks({ secret });
    let receiver, other, app;

    before(async () => {
      [receiver, other] = [await startReceiver(), await startReceiver()];
      const register = (name, url, more) =>
        sandbox.control("POST", "apps", {
          name,
          owner: "globex",
          webhookUrl: url,
          webhookSecret: secret,
          permissions,
          events,
          ...more,
        });
      app = await register("Listener", receiver.url);
      await register("Second listener", other.url, { installOn: ["globex"] });
    });

    after(async () => {
      await receiver.stop();
      await other.stop();
    });

    const install = () => sandbox.control("POST", "installations", { slug: app.slug, account: "globex" });

    it("pings before the conversion, signed over the exact bytes", async () => {
      const ping = await receiver.next("ping");
      assert.equal(ping.payload.hook.app_id, app.id);
      assert.ok(await verifier.verify(ping.body, ping.headers["x-hub-signature-256"]));
      assert.ok(!(await verifier.verify(`${ping.body} `, ping.headers["x-hub-signature-256"])));
    });

    it("carries GitHub's headers", async () => {
      await install();
      const { headers } = await receiver.next("installation");
      assert.match(headers["user-agent"], /^GitHub-Hookshot\//);
      assert.equal(headers["x-github-hook-installation-target-type"], "integration");
      assert.equal(headers["x-github-hook-installation-target-id"], `${app.id}`);
      assert.equal("x-github-enterprise-version" in headers, sandbox.flavour === "EnterpriseServer");
    });

    it("tells of a push to all who listen, under one GUID", async () => {
      await sandbox.control("POST", "push", { repository: "globex/reactor", branch: "main", message: "Cool down" });
      const [mine, theirs] = [await receiver.next("push"), await other.next("push")];
      assert.equal(mine.guid, theirs.guid);
      assert.equal(mine.payload.head_commit.message, "Cool down");
      assert.notEqual(mine.payload.installation.id, theirs.payload.installation.id);
      assert.ok(await verifier.verify(mine.body, mine.headers["x-hub-signature-256"]));
    });

    it("tells of branches that come and go", async () => {
      await sandbox.control("POST", "branches", { repository: "globex/reactor", branch: "spare" });
      assert.equal((await receiver.next("create")).payload.ref, "spare");
      assert.equal((await receiver.next("push", (one) => one.created)).payload.before, "0".repeat(40));
      await sandbox.control("DELETE", "branches", { repository: "globex/reactor", branch: "spare" });
      assert.equal((await receiver.next("delete")).payload.ref, "spare");
      assert.equal((await receiver.next("push", (one) => one.deleted)).payload.head_commit, null);
    });

    it("follows a pull request", async () => {
      const repository = "globex/hammock";
      const pull = await sandbox.control("POST", "pulls", { repository, title: "Softer ropes" });
      const number = pull.number;
      const next = (action) => receiver.next("pull_request", (one) => one.action === action && one.number === number);
      await next("opened");
      await sandbox.control("POST", "push", { repository, branch: pull.head.ref, message: "Even softer" });
      assert.equal((await next("synchronize")).payload.before, pull.head.sha);
      await sandbox.control("PATCH", "pulls", { repository, number, title: "Soft ropes" });
      assert.equal((await next("edited")).payload.changes.title.from, "Softer ropes");
      await sandbox.control("PATCH", "pulls", { repository, number, state: "closed" });
      await next("closed");
      await sandbox.control("PATCH", "pulls", { repository, number, state: "open" });
      await next("reopened");
      await sandbox.control("PATCH", "pulls", { repository, number, merge: true });
      assert.equal((await next("closed")).payload.pull_request.merged, true);
    });

    it("tells of every change of an installation", async () => {
      const { id } = await install();
      const next = (action) => receiver.next("installation", (one) => one.action === action);
      await sandbox.control("POST", `installations/${id}/suspend`);
      await next("suspend");
      await sandbox.control("POST", `installations/${id}/unsuspend`);
      await next("unsuspend");
      await sandbox.control("POST", `apps/${app.slug}/permissions`, { permissions: { ...permissions, issues: "read" } });
      await sandbox.control("POST", `installations/${id}/accept-permissions`);
      await next("new_permissions_accepted");
      await sandbox.control("POST", `installations/${id}/repositories`, { repositories: ["reactor"] });
      assert.ok((await receiver.next("installation_repositories")).payload.repositories_removed.length > 0);
      await sandbox.control("POST", `installations/${id}/repositories`, { repositories: null });
      assert.ok((await receiver.next("installation_repositories")).payload.repositories_added.length > 0);
      await sandbox.control("POST", `installations/${id}/uninstall`);
      await next("deleted");
    });

    it("says nothing to a suspended installation", async () => {
      const { id } = await install();
      await sandbox.control("POST", `installations/${id}/suspend`);
      await sandbox.control("POST", "push", { repository: "globex/reactor", branch: "main", message: "Unheard" });
      await sandbox.control("POST", "idle");
      const heard = receiver.deliveries.filter((one) => one.body.includes("Unheard"));
      assert.deepEqual(heard, []);
      await sandbox.control("POST", `installations/${id}/unsuspend`);
    });
  });
}
