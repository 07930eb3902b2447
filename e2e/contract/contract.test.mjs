// The contract: GitHub's own clients walk through every operation that the sandbox serves, and every answer is held
// against GitHub's own description.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { unexplained, unusedDeviations } from "./lib/deviations.mjs";
import { startSandboxes } from "./lib/sandboxes.mjs";
import { deliveryProblems } from "./lib/webhooks.mjs";
import { called, complaints } from "./lib/witness.mjs";
import { apps } from "./parts/apps.mjs";
import { git } from "./parts/git.mjs";
import { graphql } from "./parts/graphql.mjs";
import { probot } from "./parts/probot.mjs";
import { repositories } from "./parts/repositories.mjs";
import { search } from "./parts/search.mjs";
import { administration, licensing, metadata } from "./parts/server.mjs";
import { webhooks } from "./parts/webhooks.mjs";

const { server, dotCom, dataResidency, stop } = await startSandboxes();

for (const sandbox of [server, dotCom, dataResidency]) {
  describe(sandbox.flavour, () => {
    metadata(sandbox);
    apps(sandbox);
    webhooks(sandbox);
    repositories(sandbox);
    git(sandbox);
    search(sandbox);
    graphql(sandbox);
    if (sandbox === server) administration(sandbox);
    else licensing(sandbox);
    if (sandbox === server) probot(sandbox);
  });
}

describe("at the end", () => {
  for (const sandbox of [server, dotCom, dataResidency]) {
    it(`every webhook of ${sandbox.flavour} was as GitHub describes it`, async () => {
      const wrong = new Set();
      for (const { event, action, request } of await sandbox.control("GET", "deliveries")) {
        const name = `webhook ${[event, action].filter(Boolean).join(".")}`;
        const problems = deliveryProblems(sandbox.flavour, event, action, request.headers, request.payload);
        for (const { pointer, message } of unexplained(name, problems)) wrong.add(`${name} ${pointer}: ${message}`);
      }
      assert.deepEqual([...wrong], []);
    });
  }

  it("every answer was as GitHub describes it", () => {
    assert.deepEqual([...complaints], []);
  });

  for (const sandbox of [server, dotCom, dataResidency]) {
    it(`every operation that ${sandbox.flavour} serves was called`, async () => {
      const served = (await sandbox.control("GET", "operations")).map(unnamed);
      const seen = new Set([...(called.get(sandbox.flavour) ?? [])].map(unnamed));
      const missing = served.filter((one) => !seen.has(one));
      console.log(`${sandbox.flavour}: ${served.length - missing.length} operations called of ${served.length} served`);
      assert.deepEqual(missing, []);
    });
  }

  // In the last suite: a hook of the whole file would wait for the process that it is to end.
  after(stop);

  it("no deviation is tolerated that nothing needs", () => {
    assert.deepEqual(unusedDeviations(), []);
  });
});

/** "GET /repos/{}/{}": what a variable is called is not part of an operation. */
function unnamed(operation) {
  return operation.replace(/\{[^}]*\}/g, "{}");
}
