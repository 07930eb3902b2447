// GraphQL, held against GitHub's own schema.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { appFor } from "../lib/clients.mjs";
import { ask, isValid, send } from "../lib/graphql.mjs";

const contributions = `
  query ($login: String!, $from: DateTime, $to: DateTime) {
    user(login: $login) {
      contributionsCollection(from: $from, to: $to) {
        startedAt endedAt isSingleDay hasAnyContributions hasAnyRestrictedContributions restrictedContributionsCount
        totalCommitContributions totalPullRequestContributions totalIssueContributions
        totalPullRequestReviewContributions contributionYears user { login }
        contributionCalendar {
          totalContributions colors isHalloween
          weeks { firstDay contributionDays { date contributionCount contributionLevel weekday color } }
        }
      }
    }
  }`;

export function graphql(sandbox) {
  describe("GraphQL", () => {
    let octocat, nobody, installed;

    before(async () => {
      octocat = await personal("octocat", "repo", "read:enterprise");
      nobody = await personal("nobody", "repo");
      const registered = await sandbox.control("POST", "apps", {
        name: "Asker",
        owner: "acme",
        permissions: { metadata: "read" },
        installOn: ["acme"],
      });
      const octokit = await appFor(sandbox, registered).getInstallationOctokit(registered.installations[0].id);
      installed = (await octokit.auth({ type: "installation" })).token;
    });

    const personal = async (user, ...scopes) =>
      (await sandbox.control("POST", "personal-tokens", { user, scopes })).token;
    const collection = async (token, login, from, to) =>
      (await ask(sandbox, token, contributions, { login, from, to })).user.contributionsCollection;
    const errors = async (query, token = octocat, variables) => {
      const { status, body } = await send(sandbox, token, { query, variables });
      assert.equal(status, 200);
      return body.errors;
    };

    it("answers everything that it serves of GitHub's schema", async () => {
      const data = await ask(
        sandbox,
        octocat,
        `query All($slug: String!, $yes: Boolean = true) {
          me: viewer { ...Person isViewer bio company location isSiteAdmin databaseId }
          user(login: "hubot") { ...Person isViewer }
          enterprise(slug: $slug) { id name slug url }
          rateLimit { limit cost used remaining nodeCount resetAt }
          repository(owner: "acme", name: "widgets") {
            id databaseId name nameWithOwner description url visibility isPrivate isArchived isFork isEmpty
            createdAt updatedAt pushedAt primaryLanguage { id name }
            defaultBranchRef { id name prefix repository { name } }
            owner { __typename ... on Organization { organization: name } ... on User { person: name } ...Owner }
            left: name @include(if: $yes) out: name @skip(if: $yes)
          }
          empty: repository(owner: "acme", name: "empty") { isEmpty defaultBranchRef { name } primaryLanguage { name } }
        }
        fragment Person on User { __typename id login name url resourcePath small: avatarUrl(size: 40) ...Owner }
        fragment Owner on RepositoryOwner { __typename id login url resourcePath avatarUrl }`,
        { slug: "sandbox-inc" },
      );
      assert.deepEqual([data.me.login, data.me.isViewer, data.user.isViewer], ["octocat", true, false]);
      assert.deepEqual(data.repository.defaultBranchRef.name, "main");
      assert.deepEqual([data.repository.owner.__typename, data.repository.left], ["Organization", "widgets"]);
      assert.ok(!("out" in data.repository));
      assert.equal(data.empty.defaultBranchRef, null);
      assert.equal(data.rateLimit === null, sandbox.flavour === "EnterpriseServer");
    });

    it("has a calendar of contributions", async () => {
      const [from, to] = ["2026-03-04T00:00:00Z", "2026-12-31T23:59:59Z"];
      const all = await collection(octocat, "octocat", from, to);
      const { weeks, totalContributions } = all.contributionCalendar;
      const days = weeks.flatMap((week) => week.contributionDays);
      assert.equal(days.length, 303);
      assert.deepEqual([weeks[0].firstDay, weeks[0].contributionDays.length], ["2026-03-04", 4]);
      assert.ok(weeks.slice(1).every((week) => week.contributionDays[0].weekday === 0));
      assert.equal(days.reduce((sum, day) => sum + day.contributionCount, 0), totalContributions);
      assert.ok(days.every((day) => (day.contributionCount === 0) === (day.contributionLevel === "NONE")));
      assert.ok(days.some((day) => day.contributionLevel === "FOURTH_QUARTILE"));
      const { totalCommitContributions: commits, totalPullRequestContributions: pulls, restrictedContributionsCount } = all;
      assert.equal(commits + pulls + restrictedContributionsCount, totalContributions);
      assert.ok(pulls > 10);

      const other = await collection(nobody, "octocat", from, to);
      assert.equal(other.contributionCalendar.totalContributions, totalContributions);
      assert.ok(other.restrictedContributionsCount > restrictedContributionsCount);
      assert.ok(other.totalPullRequestContributions < pulls);
    });

    it("counts commits that reach a default branch", async () => {
      const count = async () => (await collection(octocat, "monalisa")).totalCommitContributions;
      const hidden = async () => (await collection(octocat, "monalisa")).restrictedContributionsCount;
      const [before, restricted] = [await count(), await hidden()];
      const push = (repository, branch) =>
        sandbox.control("POST", "push", { repository, branch, message: "Contribute", author: "monalisa" });
      await push("acme/widgets", "main");
      await push("acme/widgets", "by-the-way");
      assert.equal(await count(), before + 1);
      await push("initech/stapler", "main");
      assert.equal((await hidden()) + (await count()), restricted + before + 2);
    });

    it("lets an app's installation see what it covers", async () => {
      const data = await ask(sandbox, installed, `{ viewer { login } repository(owner: "acme", name: "widgets") { name } }`);
      assert.deepEqual([data.viewer.login, data.repository.name], ["asker[bot]", "widgets"]);
      const [hidden] = await errors(`{ repository(owner: "globex", name: "reactor") { name } }`, installed);
      assert.equal(hidden.type, "NOT_FOUND");
      assert.equal((await errors(`{ enterprise(slug: "sandbox-inc") { name } }`, installed))[0].type, "FORBIDDEN");
    });

    it("finds by id what may be seen", async () => {
      const who = `query ($id: ID!) { node(id: $id) { __typename id ... on User { login email } ... on Organization { login } ... on Repository { name } } }`;
      const of = async (query) => (await ask(sandbox, octocat, query)).found.id;
      const ids = [
        await of(`{ found: user(login: "hubot") { id } }`),
        (await ask(sandbox, octocat, `{ repository(owner: "acme", name: "widgets") { owner { __typename id } } }`)).repository.owner.id,
        await of(`{ found: repository(owner: "acme", name: "widgets") { id } }`),
      ];
      const found = [];
      for (const id of ids) found.push((await ask(sandbox, octocat, who, { id })).node);
      assert.deepEqual(found.map((node) => [node.__typename, node.login ?? node.name]), [["User", "hubot"], ["Organization", "acme"], ["Repository", "widgets"]]);
      const [hidden] = await errors(who, installed, { id: await of(`{ found: repository(owner: "globex", name: "reactor") { id } }`) });
      assert.equal(hidden.type, "NOT_FOUND");
      const [nowhere] = await errors(who, octocat, { id: "nothing" });
      assert.deepEqual([nowhere.type, nowhere.path, nowhere.message], ["NOT_FOUND", ["node"], "Could not resolve to a node with the global id of 'nothing'."]);
    });

    it("tells the verified addresses of members to the organization's apps", async () => {
      const emails = `query ($organization: String!) { user(login: "octocat") { email organizationVerifiedDomainEmails(login: $organization) } }`;
      const inside = await ask(sandbox, installed, emails, { organization: "acme" });
      assert.deepEqual(inside.user, { email: "octocat@sandbox.example", organizationVerifiedDomainEmails: ["octocat@sandbox.example"] });
      const outside = await ask(sandbox, installed, emails, { organization: "globex" });
      assert.deepEqual(outside.user.organizationVerifiedDomainEmails, []);
    });

    it("says what is not there, and answers the rest", async () => {
      const { body } = await send(sandbox, octocat, { query: `{ viewer { login } user(login: "no-such") { login } }` });
      assert.deepEqual(body.data, { viewer: { login: "octocat" }, user: null });
      assert.deepEqual(body.errors, [
        {
          type: "NOT_FOUND",
          path: ["user"],
          locations: [{ line: 1, column: 20 }],
          message: "Could not resolve to a User with the login of 'no-such'.",
        },
      ]);
      assert.equal((await errors(`{ enterprise(slug: "other") { name } }`))[0].message, "Could not resolve to a Business with the URL slug of 'other'.");
      assert.equal((await errors(`{ enterprise(slug: "sandbox-inc") { name } }`, nobody))[0].type, "INSUFFICIENT_SCOPES");
    });

    it("spans a year at most", async () => {
      const { body } = await send(sandbox, octocat, {
        query: contributions,
        variables: { login: "octocat", from: "2025-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" },
      });
      assert.equal(body.data.user, null);
      assert.deepEqual(body.errors[0].path, ["user", "contributionsCollection"]);
      assert.equal(body.errors[0].message, "The total time spanned by 'from' and 'to' must not exceed 1 year");
    });

    it("refuses what GitHub's schema does not have, in GitHub's words", async () => {
      const wrong = [
        [`{ viewer { shoeSize } }`, "undefinedField", "Field 'shoeSize' doesn't exist on type 'User'"],
        [`{ user { login } }`, "missingRequiredArguments", "Field 'user' is missing required arguments: login"],
        [`{ viewer(x: 1) { login } }`, "argumentNotAccepted", "Field 'viewer' doesn't accept argument 'x'"],
        [`{ user(login: 1) { login } }`, "argumentLiteralsIncompatible", "Argument 'login' on Field 'user' has an invalid value (1). Expected type 'String!'."],
        [`{ viewer }`, "selectionMismatch", "Field must have selections (field 'viewer' returns User but has no selections. Did you mean 'viewer { ... }'?)"],
        [`{ viewer { login { x } } }`, "selectionMismatch", `Selections can't be made on scalars (field 'login' returns String but has selections ["x"])`],
        [`{ user(login: $x) { login } }`, "variableNotDefined", "Variable $x is used by anonymous query but not declared"],
        [`query ($x: Int) { viewer { login } }`, "variableNotUsed", "Variable $x is declared by anonymous query but not used"],
        [`query ($x: String) { user(login: $x) { login } }`, "variableMismatch", "Nullability mismatch on variable $x and argument login (String / String!)"],
        [`{ viewer { ...A } }`, "useAndDefineFragment", "Fragment A was used, but not defined"],
        [`{ viewer { ...A } } fragment A on User { ...A }`, "infiniteLoop", "Fragment A contains an infinite loop"],
        [`{ viewer { ... on Repository { name } } }`, "cannotSpreadFragment", "Fragment on Repository can't be spread inside User"],
        [`{ viewer { login: name login } }`, "fieldConflict", "Field 'login' has a field conflict: name or login?"],
        [`{ viewer @whatever { login } }`, "undefinedDirective", "Directive @whatever is not defined"],
      ];
      for (const [query, code, message] of wrong) {
        assert.ok(!isValid(query), query);
        const found = (await errors(query)).find((one) => one.message === message);
        assert.equal(found?.extensions.code, code, `${query}: ${JSON.stringify(await errors(query))}`);
      }
      const [first] = await errors(`query Q { viewer {\n  shoeSize } }`);
      assert.deepEqual([first.path, first.locations], [["query Q", "viewer", "shoeSize"], [{ line: 2, column: 3 }]]);
      assert.deepEqual(first.extensions, { code: "undefinedField", typeName: "User", fieldName: "shoeSize" });
    });

    it("refuses what is no query", async () => {
      assert.equal((await send(sandbox, undefined, { query: "{ viewer { login } }" })).status, 401);
      assert.equal((await send(sandbox, "ghp_wrong", { query: "{ viewer { login } }" })).status, 401);
      const { status, body } = await send(sandbox, octocat, "{");
      assert.deepEqual([status, body.message], [400, "Problems parsing JSON"]);
      assert.match((await errors(undefined))[0].message, /^A query attribute must be specified/);
      assert.match((await errors("{ viewer { } }"))[0].message, /^Expected IDENTIFIER, actual: RCURLY/);
      assert.match((await errors("query A { viewer { id } } query B { viewer { id } }"))[0].message, /operation name/);
      assert.match((await errors(contributions, octocat, {}))[0].message, /^Variable \$login of type String! was provided invalid value/);
    });
  });
}
