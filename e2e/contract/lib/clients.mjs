// GitHub's official clients, with the witness's fetch.
import { App } from "@octokit/app";
import { Octokit } from "@octokit/rest";
import { witness } from "./witness.mjs";

/** Quiet: a refusal that a test expects is not worth a warning. */
const log = { debug() {}, info() {}, warn() {}, error() {} };

/** Octokit for one sandbox, authenticated or not. */
export const octokitFor = (sandbox, auth) =>
  new Octokit({ baseUrl: sandbox.apiUrl, auth, log, request: { fetch: witness(sandbox) } });

/** @octokit/app for an app that POST /_sandbox/apps registered. */
export const appFor = (sandbox, registered) =>
  new App({
    appId: registered.id,
    privateKey: registered.pem,
    oauth: { clientId: registered.client_id, clientSecret: registered.client_secret },
    webhooks: registered.webhook_secret ? { secret: registered.webhook_secret } : undefined,
    log,
    Octokit: Octokit.defaults({ baseUrl: sandbox.apiUrl, log, request: { fetch: witness(sandbox) } }),
  });

/** The status of a refusal. */
export async function refused(promise) {
  try {
    await promise;
  } catch (problem) {
    if (problem.status) return problem.status;
    throw problem;
  }
  throw new Error("It was not refused.");
}
