// What the tests of the portal recorded: its requests, the sandbox's answers and webhooks, all held against GitHub's own
// description. ./portal test names the folder in SANDBOX_RECORD.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { descriptionOf } from "./lib/description.mjs";
import { unexplained, unusedDeviations } from "./lib/deviations.mjs";
import { deliveryProblems } from "./lib/webhooks.mjs";

const folder = process.env.SANDBOX_RECORD;
const lines = existsSync(folder ?? "")
  ? readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)),
    )
  : [];
const exchanges = lines.filter((line) => line.kind === "exchange");
const ofPortal = exchanges.filter((line) => line.userAgent.startsWith("Portal"));

describe("what the tests of the portal recorded", () => {
  it("the portal was heard with everything that it asks GitHub for", () => {
    const asked = new Set(ofPortal.map((line) => line.operation));
    console.log(`${exchanges.length} exchanges, ${ofPortal.length} of them the portal's: ${[...asked].sort().join(", ")}`);
    assert.ok(asked.size >= 12, `Only ${asked.size} operations in ${folder}`);
  });

  it("every request of the portal is one that GitHub describes", () => {
    const wrong = new Set();
    for (const line of ofPortal) {
      judge(line, wrong, (description, operation) =>
        description.requestProblems(operation, line.query, line.requestType, line.request),
      );
      if (line.apiVersion !== "2022-11-28") wrong.add(`${line.operation}: API version ${line.apiVersion || "none"}`);
    }
    assert.deepEqual([...wrong], []);
  });

  it("every answer of the sandbox is one that GitHub describes", () => {
    const wrong = new Set();
    for (const line of exchanges.filter((one) => one.status !== 304)) {
      judge(line, wrong, (description, operation) =>
        description.answerProblems(operation, line.status, line.responseType, line.response, line.accept),
      );
    }
    assert.deepEqual([...wrong], []);
  });

  it("every webhook of the sandbox is one that GitHub describes", () => {
    const wrong = new Set();
    const webhooks = lines.filter((line) => line.kind === "webhook");
    for (const { flavour, event, action, headers, payload } of webhooks) {
      const name = `webhook ${[event, action].filter(Boolean).join(".")}`;
      for (const problem of unexplained(name, deliveryProblems(flavour, event, action, headers, payload))) {
        wrong.add(`${name} ${problem.pointer}: ${problem.message}`);
      }
    }
    assert.ok(webhooks.length > 0);
    assert.deepEqual([...wrong], []);
  });

  it("no deviation is tolerated that nothing needs", () => {
    assert.deepEqual(unusedDeviations("recorded"), []);
  });
});

/** Adds what is wrong with a line. */
function judge(line, wrong, problemsOf) {
  const description = descriptionOf(line.flavour);
  const operation = description.find(line.operation.split(" ")[0], line.path);
  const name = operation ? `${operation.method} ${operation.path}` : line.operation;
  const problems = operation ? problemsOf(description, operation) : [{ pointer: "", message: "is not described" }];
  for (const { pointer, message } of unexplained(name, problems)) {
    wrong.add(`${name} ${line.status} ${pointer || "(whole)"}: ${message}`);
  }
}
