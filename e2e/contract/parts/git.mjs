// git itself clones, pushes and fetches over HTTP with an installation's token.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { appFor, octokitFor } from "../lib/clients.mjs";

const run = promisify(execFile);

export function git(sandbox) {
  describe("git", () => {
    let folder, token, octokit, app;
    const on = { owner: "initech", repo: "stapler" };

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "contract-git-"));
      app = await sandbox.control("POST", "apps", {
        name: "Gitter",
        owner: "initech",
        permissions: { contents: "write" },
        installOn: ["initech"],
      });
      const { data } = await appFor(sandbox, app).octokit.rest.apps.createInstallationAccessToken({
        installation_id: app.installations[0].id,
      });
      token = data.token;
      octokit = octokitFor(sandbox, token);
    });

    after(() => rm(folder, { recursive: true, force: true }));

    const call = (where, ...args) =>
      run("git", args, {
        cwd: where,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          GIT_TERMINAL_PROMPT: "0",
          GIT_CONFIG_NOSYSTEM: "1",
          GIT_AUTHOR_NAME: "Contract",
          GIT_AUTHOR_EMAIL: "contract@example.com",
          GIT_COMMITTER_NAME: "Contract",
          GIT_COMMITTER_EMAIL: "contract@example.com",
        },
      });
    const address = (secret = token) => {
      const url = new URL("initech/stapler.git", sandbox.url);
      url.username = "x-access-token";
      url.password = secret;
      return url.href;
    };

    it("clones, pushes and fetches", async () => {
      await call(folder, "clone", "--quiet", address(), "one");
      await call(folder, "clone", "--quiet", address(), "two");
      const [one, two] = [join(folder, "one"), join(folder, "two")];
      await writeFile(join(one, "new.txt"), "new\n");
      await call(one, "add", ".");
      await call(one, "commit", "--quiet", "-m", "By git");
      await call(one, "push", "--quiet", "origin", "HEAD:main");
      await call(two, "fetch", "--quiet");

      const { stdout } = await call(two, "log", "-1", "--format=%H %s", "origin/main");
      const { data } = await octokit.rest.repos.getCommit({ ...on, ref: "main" });
      assert.equal(stdout.trim(), `${data.sha} By git`);
    });

    it("pushes a branch and a tag, and takes them back", async () => {
      const one = join(folder, "one");
      await call(one, "tag", "v9");
      await call(one, "push", "--quiet", "origin", "HEAD:refs/heads/side", "v9");
      assert.equal((await octokit.rest.repos.getBranch({ ...on, branch: "side" })).status, 200);
      await call(one, "push", "--quiet", "origin", ":refs/heads/side", ":refs/tags/v9");
      const { stdout } = await call(one, "ls-remote", "origin");
      assert.ok(!stdout.includes("refs/heads/side") && !stdout.includes("refs/tags/v9"));
    });

    it("lets nobody in without a good token", async () => {
      await assert.rejects(call(folder, "clone", "--quiet", address("ghs_wrong"), "three"), /Authentication failed/);
      await assert.rejects(call(folder, "clone", "--quiet", new URL("initech/stapler.git", sandbox.url).href, "four"));
    });
  });
}
