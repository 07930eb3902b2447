// Search of every kind, with @octokit/rest.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { appFor, octokitFor, refused } from "../lib/clients.mjs";

export function search(sandbox) {
  describe("search", () => {
    let rest, paginate, octocat, monalisa, anonymous, repo, at;

    before(async () => {
      const registered = await sandbox.control("POST", "apps", {
        name: "Finder",
        owner: "acme",
        permissions: { contents: "read", pull_requests: "write", metadata: "read" },
        installOn: ["acme"],
      });
      ({ rest, paginate } = await appFor(sandbox, registered).getInstallationOctokit(registered.installations[0].id));
      octocat = await personal("octocat", "repo");
      monalisa = await personal("monalisa", "repo");
      anonymous = octokitFor(sandbox);
      repo = (await octocat.rest.search.repos({ q: "org:acme is:private archived:false mail" })).data.items[0].name;
      at = `repo:acme/${repo}`;
      await sandbox.control("POST", "push", {
        repository: `acme/${repo}`,
        message: "Teach the needle to sing",
        files: { "src/haystack.cs": "// a Needle in it\n", "docs/needle.md": "Nothing.\n" },
        author: "hubot",
      });
    });

    const personal = async (user, ...scopes) =>
      octokitFor(sandbox, (await sandbox.control("POST", "personal-tokens", { user, scopes })).token);

    it("finds repositories by words and qualifiers, page by page", async () => {
      const q = "org:acme language:go archived:false";
      const all = await paginate(rest.search.repos, { q, sort: "updated", per_page: 10 });
      assert.ok(all.length > 10);
      assert.ok(all.every((one) => one.language === "Go" && !one.archived));
      const times = all.map((one) => one.updated_at);
      assert.deepEqual(times, times.toSorted().toReversed());
      assert.equal((await rest.search.repos({ q, per_page: 1 })).data.total_count, all.length);
      const named = await rest.search.repos({ q: "website in:name" });
      assert.equal(named.data.items[0].full_name, "acme/website");
    });

    it("shows everybody only what they may see", async () => {
      const count = async (octokit, q) => (await octokit.rest.search.repos({ q, per_page: 1 })).data.total_count;
      const open = await count(anonymous, "org:acme");
      assert.ok(open > 0);
      assert.equal(await count(anonymous, "org:acme is:public"), open);
      assert.equal(await count(octocat, "org:acme"), 252);
      assert.equal(await count(await personal("octocat"), "org:acme"), open);
      assert.equal(await count(monalisa, "org:acme is:private"), 0);
      assert.ok((await count(monalisa, "org:acme is:internal")) > 0);
      assert.equal(await count({ rest }, "org:globex"), 0);
      assert.equal(await refused(rest.search.repos({ q: "repo:globex/reactor" })), 422);
      assert.equal(await refused(octokitFor(sandbox, "ghp_wrong").rest.search.repos({ q: "api" })), 401);
    });

    it("finds code in files and in paths", async () => {
      const paths = async (q) => (await rest.search.code({ q })).data.items.map((one) => one.path);
      assert.deepEqual(await paths(`needle ${at}`), ["src/haystack.cs"]);
      assert.deepEqual(await paths(`needle in:path ${at}`), ["docs/needle.md"]);
      assert.deepEqual(await paths(`needle in:file,path language:c# ${at}`), ["src/haystack.cs"]);
      assert.deepEqual(await paths(`filename:needle extension:md path:docs ${at}`), ["docs/needle.md"]);
      const { data } = await rest.search.code({ q: `needle ${at}`, mediaType: { format: "text-match" } });
      const [match] = data.items[0].text_matches;
      const { text, indices } = match.matches[0];
      assert.equal(match.fragment.slice(...indices), text);
      assert.equal(text, "Needle");
      const file = await rest.repos.getContent({ owner: "acme", repo, path: data.items[0].path });
      assert.equal(file.data.sha, data.items[0].sha);
    });

    it("says where a search for code ended early, and who may not search", async () => {
      assert.equal((await octocat.rest.search.code({ q: "entry org:acme" })).data.incomplete_results, true);
      assert.equal(await refused(octocat.rest.search.code({ q: "language:go" })), 422);
      if (sandbox.flavour !== "EnterpriseServer") {
        assert.equal(await refused(anonymous.rest.search.code({ q: "needle" })), 401);
      }
    });

    it("finds pull requests", async () => {
      const find = async (q) => (await rest.search.issuesAndPullRequests({ q: `org:acme ${q}`, per_page: 100 })).data;
      const open = await find("is:pr is:open");
      assert.ok(open.total_count > 0 && open.items.every((one) => one.state === "open" && one.pull_request));
      const merged = await find("type:pr is:merged");
      assert.ok(merged.total_count > 0 && merged.items.every((one) => one.pull_request.merged_at));
      const byHubot = await find("author:hubot");
      assert.ok(byHubot.total_count > 0 && byHubot.items.every((one) => one.user.login === "hubot"));
      assert.equal((await find("is:issue")).total_count, 0);
      const [one] = open.items;
      const phrase = await find(`"${one.title}" in:title`);
      assert.ok(phrase.items.some((found) => found.id === one.id));
      const [owner, repo] = one.repository_url.split("/").slice(-2);
      await rest.issues.addLabels({ owner, repo, issue_number: one.number, labels: ["good to find"] });
      assert.equal((await find('label:"good to find"')).total_count, 1);
      assert.equal((await find('is:open -label:"good to find"')).total_count, open.total_count - 1);
      assert.equal(await refused(rest.search.issuesAndPullRequests({ q: "author:no-such-person" })), 422);

      const { id } = (await rest.repos.get({ owner, repo })).data;
      const labels = await rest.search.labels({ repository_id: id, q: "find" });
      assert.deepEqual(labels.data.items.map((label) => label.name), ["good to find"]);
      assert.equal(await refused(monalisa.rest.search.labels({ repository_id: 999999, q: "find" })), 404);
    });

    it("finds commits", async () => {
      const { data } = await rest.search.commits({ q: `needle ${at}`, sort: "author-date" });
      assert.deepEqual(data.items.map((one) => one.author.login), ["hubot"]);
      const byHubot = await rest.search.commits({ q: "author:hubot needle org:acme" });
      assert.equal(byHubot.data.incomplete_results, true);
      assert.equal((await monalisa.rest.search.commits({ q: "needle" })).data.total_count, 0);
    });

    it("finds people and topics", async () => {
      const people = await rest.search.users({ q: "octocat type:user" });
      assert.deepEqual(people.data.items.map((one) => one.login), ["octocat"]);
      assert.equal((await anonymous.rest.search.users({ q: "acme type:org" })).data.items[0].type, "Organization");
      const topics = (octokit) => octokit.rest.search.topics({ q: "team" });
      assert.ok((await topics(octocat)).data.total_count >= (await topics(anonymous)).data.total_count);
    });

    it("refuses what is no search, and what is out of reach", async () => {
      assert.equal(await refused(rest.search.repos({ q: "" })), 422);
      assert.equal(await refused(rest.search.repos({ q: "api", per_page: 100, page: 11 })), 422);
      assert.equal(await refused(rest.search.issuesAndPullRequests({ q: "created:yesterday" })), 422);
      assert.equal(await refused(rest.search.repos({ q: "a OR b OR c OR d OR e OR f OR g" })), 422);
      assert.equal(await refused(rest.search.repos({ q: "x".repeat(257) })), 422);
    });
  });
}
