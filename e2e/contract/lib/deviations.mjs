// What is tolerated although GitHub's description says otherwise: deviations.json, each with the evidence that it is the
// description that is wrong. One that nothing needs any more fails the suite.
import { readFileSync } from "node:fs";

const all = JSON.parse(readFileSync(new URL("../deviations.json", import.meta.url), "utf8"));
const used = new Set();

/** The problems that no deviation explains. */
export function unexplained(operation, problems) {
  return problems.filter((problem) => {
    const found = all.find((one) => covers(one, operation, problem));
    if (found) used.add(found);
    return !found;
  });
}

/** Those that a suite should have needed: the contract's own, or "recorded" for what only the portal's tests meet. */
export const unusedDeviations = (by) => all.filter((one) => one.by === by && !used.has(one));

const covers = (one, operation, problem) =>
  (one.operation === "*" || one.operation === operation) &&
  one.pointer === problem.pointer &&
  (!one.message || problem.message.startsWith(one.message));
