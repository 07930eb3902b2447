// Repositories on real git, with @octokit/rest and git itself.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { appFor, refused } from "../lib/clients.mjs";
import { permissions } from "./apps.mjs";

export function repositories(sandbox) {
  describe("repositories", () => {
    const on = { owner: "acme", repo: "widgets" };
    let rest, paginate, request, main;

    before(async () => {
      const registered = await sandbox.control("POST", "apps", {
        name: "Builder",
        owner: "acme",
        permissions,
        installOn: ["acme"],
      });
      ({ rest, paginate, request } = await appFor(sandbox, registered).getInstallationOctokit(
        registered.installations[0].id,
      ));
      main = (await rest.git.getRef({ ...on, ref: "heads/main" })).data.object.sha;
    });

    /** A new branch at the tip of main. */
    const branch = async (name) => {
      await rest.git.createRef({ ...on, ref: `refs/heads/${name}`, sha: main });
      return name;
    };

    /** A pull request of a branch with one commit of its own. */
    const pull = async (name) => {
      await branch(name);
      await rest.repos.createOrUpdateFileContents({
        ...on,
        path: `changes/${name}.md`,
        branch: name,
        message: `Add ${name}`,
        content: Buffer.from(`# ${name}\n`).toString("base64"),
      });
      return (await rest.pulls.create({ ...on, title: `Merge ${name}`, head: name, base: "main" })).data;
    };

    it("shows a repository, its branches and tags", async () => {
      assert.equal((await rest.repos.get(on)).data.full_name, "acme/widgets");
      const branches = await paginate(rest.repos.listBranches, { ...on, per_page: 2 });
      assert.ok(branches.length > 4);
      assert.equal((await rest.repos.getBranch({ ...on, branch: "main" })).data.commit.sha, main);
      assert.equal(await refused(rest.repos.getBranch({ ...on, branch: "no/such" })), 404);
      assert.equal(await refused(rest.repos.get({ owner: "globex", repo: "reactor" })), 404);
    });

    it("reads commits over several pages, and compares them", async () => {
      const commits = await paginate(rest.repos.listCommits, { ...on, per_page: 2 });
      assert.ok(commits.length > 2);
      assert.equal((await rest.repos.getCommit({ ...on, ref: "main" })).data.sha, main);
      const { data } = await rest.repos.compareCommitsWithBasehead({ ...on, basehead: `${commits.at(-1).sha}...main` });
      assert.deepEqual([data.status, data.ahead_by, data.behind_by], ["ahead", commits.length - 1, 0]);
    });

    it("reads and writes files", async () => {
      const at = { ...on, path: "docs/contract.md", branch: await branch("files") };
      const content = (text) => Buffer.from(text).toString("base64");
      const made = await rest.repos.createOrUpdateFileContents({ ...at, message: "Write", content: content("one\n") });
      assert.equal(made.status, 201);
      const file = (await rest.repos.getContent({ ...on, path: at.path, ref: "files" })).data;
      assert.equal(Buffer.from(file.content, "base64").toString(), "one\n");
      assert.equal(
        await refused(rest.repos.createOrUpdateFileContents({ ...at, message: "Blind", content: content("two\n"), sha: main })),
        409,
      );
      const update = { ...at, message: "Again", content: content("two\n"), sha: file.sha };
      assert.equal((await rest.repos.createOrUpdateFileContents(update)).status, 200);
      const raw = await rest.repos.getContent({ ...on, path: at.path, ref: "files", mediaType: { format: "raw" } });
      assert.equal(raw.data, "two\n");
      const folder = (await rest.repos.getContent({ ...on, path: "docs", ref: "files" })).data;
      assert.ok(folder.some((one) => one.name === "contract.md"));
      const { sha } = (await rest.repos.getContent({ ...on, path: at.path, ref: "files" })).data;
      assert.equal((await rest.repos.deleteFile({ ...at, message: "Remove", sha })).status, 200);
      assert.equal(await refused(rest.repos.getContent({ ...on, path: at.path, ref: "files" })), 404);
    });

    it("makes a commit of several files by git's own objects", async () => {
      const name = await branch("objects");
      const blob = (await rest.git.createBlob({ ...on, content: "aGVsbG8K", encoding: "base64" })).data;
      assert.equal((await rest.git.getBlob({ ...on, file_sha: blob.sha })).data.size, 6);
      const parent = (await rest.git.getCommit({ ...on, commit_sha: main })).data;
      const tree = (
        await rest.git.createTree({
          ...on,
          base_tree: parent.tree.sha,
          tree: [
            { path: "a/hello.txt", mode: "100644", type: "blob", sha: blob.sha },
            { path: "b.txt", mode: "100644", type: "blob", content: "b\n" },
          ],
        })
      ).data;
      const whole = (await rest.git.getTree({ ...on, tree_sha: tree.sha, recursive: "true" })).data;
      assert.ok(whole.tree.some((one) => one.path === "a/hello.txt"));
      const commit = (await rest.git.createCommit({ ...on, message: "Two files", tree: tree.sha, parents: [main] })).data;
      const moved = await rest.git.updateRef({ ...on, ref: `heads/${name}`, sha: commit.sha });
      assert.equal(moved.data.object.sha, commit.sha);
      const backwards = { ...on, ref: `heads/${name}`, sha: main };
      assert.equal(await refused(rest.git.updateRef(backwards)), 422);
      assert.equal((await rest.git.updateRef({ ...backwards, force: true })).status, 200);
      const matching = await rest.git.listMatchingRefs({ ...on, ref: "heads/obj" });
      assert.deepEqual(matching.data.map((one) => one.ref), ["refs/heads/objects"]);
      await rest.git.deleteRef({ ...on, ref: `heads/${name}` });
      assert.equal(await refused(rest.git.getRef({ ...on, ref: `heads/${name}` })), 404);
    });

    it("tags a commit", async () => {
      const tag = (
        await rest.git.createTag({ ...on, tag: "v1.0", message: "First", object: main, type: "commit" })
      ).data;
      assert.equal((await rest.git.getTag({ ...on, tag_sha: tag.sha })).data.tag, "v1.0");
      await rest.git.createRef({ ...on, ref: "refs/tags/v1.0", sha: tag.sha });
      const tags = (await rest.repos.listTags(on)).data;
      assert.deepEqual(tags.map((one) => [one.name, one.commit.sha]), [["v1.0", main]]);
    });

    it("opens, changes and merges a pull request", async () => {
      const { number, head } = await pull("merging");
      const at = { ...on, pull_number: number };
      const all = await paginate(rest.pulls.list, { ...on, state: "all", per_page: 3 });
      assert.ok(all.some((one) => one.number === number));
      assert.equal((await rest.pulls.update({ ...at, title: "Merge it" })).data.title, "Merge it");
      assert.equal((await rest.pulls.get(at)).data.mergeable, true);
      assert.deepEqual((await rest.pulls.listFiles(at)).data.map((one) => one.filename), ["changes/merging.md"]);
      assert.equal((await rest.pulls.listCommits(at)).data.length, 1);
      assert.equal(await refused(rest.pulls.checkIfMerged(at)), 404);
      assert.equal(await refused(rest.pulls.merge({ ...at, sha: main })), 409);
      assert.equal((await rest.pulls.merge({ ...at, sha: head.sha })).data.merged, true);
      assert.equal((await rest.pulls.checkIfMerged(at)).status, 204);
      assert.equal(await refused(rest.pulls.merge(at)), 405);
    });

    it("brings a pull request up to date", async () => {
      const { number } = await pull("updating");
      await sandbox.control("POST", "push", { repository: "acme/widgets", branch: "main", message: "Move on" });
      assert.equal((await rest.pulls.updateBranch({ ...on, pull_number: number })).status, 202);
    });

    it("has comments and labels", async () => {
      const { number } = await pull("talking");
      const at = { ...on, issue_number: number };
      const comment = (await rest.issues.createComment({ ...at, body: "Looks good" })).data;
      const about = { ...on, comment_id: comment.id };
      assert.equal((await rest.issues.updateComment({ ...about, body: "Looks better" })).data.body, "Looks better");
      assert.equal((await rest.issues.getComment(about)).data.body, "Looks better");
      assert.equal((await paginate(rest.issues.listComments, at)).length, 1);
      assert.ok((await paginate(rest.issues.listCommentsForRepo, on)).some((one) => one.id === comment.id));
      assert.equal((await rest.issues.deleteComment(about)).status, 204);

      await rest.issues.createLabel({ ...on, name: "ready", color: "0e8a16", description: "To be merged" });
      assert.equal((await rest.issues.updateLabel({ ...on, name: "ready", color: "ededed" })).data.color, "ededed");
      assert.equal((await rest.issues.getLabel({ ...on, name: "ready" })).data.name, "ready");
      assert.ok((await paginate(rest.issues.listLabelsForRepo, on)).some((one) => one.name === "ready"));
      await rest.issues.addLabels({ ...at, labels: ["ready"] });
      assert.deepEqual((await rest.issues.listLabelsOnIssue(at)).data.map((one) => one.name), ["ready"]);
      await rest.issues.setLabels({ ...at, labels: ["ready", "new"] });
      await rest.issues.removeLabel({ ...at, name: "new" });
      await rest.issues.removeAllLabels(at);
      assert.equal((await rest.issues.deleteLabel({ ...on, name: "ready" })).status, 204);
    });

    it("keeps statuses and check runs of a commit", async () => {
      const state = (context, value) =>
        rest.repos.createCommitStatus({ ...on, sha: main, context, state: value, description: "by the contract" });
      await state("build", "pending");
      await state("build", "success");
      await state("lint", "failure");
      assert.equal((await rest.repos.getCombinedStatusForRef({ ...on, ref: main })).data.state, "failure");
      assert.equal((await paginate(rest.repos.listCommitStatusesForRef, { ...on, ref: main, per_page: 2 })).length, 3);
      const run = (await rest.checks.create({ ...on, name: "tests", head_sha: main, status: "in_progress" })).data;
      const at = { ...on, check_run_id: run.id };
      await rest.checks.update({ ...at, status: "completed", conclusion: "success" });
      assert.equal((await rest.checks.get(at)).data.conclusion, "success");
      assert.equal((await rest.checks.listForRef({ ...on, ref: main })).data.total_count, 1);
    });

    it("hands out archives by a link that needs no token", async () => {
      for (const kind of ["zipball", "tarball"]) {
        const answer = await request(`GET /repos/{owner}/{repo}/${kind}/{ref}`, {
          ...on,
          ref: "main",
          request: { redirect: "manual" },
        }).catch((problem) => problem.response ?? Promise.reject(problem));
        assert.equal(answer.status, 302);
        const archive = await fetch(answer.headers.location);
        assert.equal(archive.status, 200);
        assert.ok((await archive.arrayBuffer()).byteLength > 500);
      }
    });
  });
}
