// probot's own set-up page registers an app from its own manifest, in a browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { chromium } from "playwright-core";

export function probot(sandbox) {
  describe("probot's set-up page", () => {
    let folder, child, browser, port;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "probot-"));
      port = await freePort();
      const bin = fileURLToPath(new URL("../node_modules/probot/bin/probot.js", import.meta.url));
      await writeFile(
        join(folder, "package.json"),
        JSON.stringify({ name: "contract", homepage: "https://example.com", type: "module" }),
      );
      await writeFile(
        join(folder, "app.yml"),
        "name: Probot of the contract\ndefault_permissions:\n  contents: read\n  metadata: read\ndefault_events:\n  - push\n",
      );
      await writeFile(join(folder, "app.mjs"), "export default () => {};\n");
      child = spawn(process.execPath, [bin, "run", "./app.mjs"], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          PORT: `${port}`,
          HOST: "127.0.0.1",
          GHE_HOST: new URL(sandbox.url).host,
          GHE_PROTOCOL: "http",
          NO_SMEE_SETUP: "true",
          LOG_LEVEL: "warn",
        },
      });
      await answers(`http://127.0.0.1:${port}/probot`);
      browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
      });
    });

    after(async () => {
      await browser?.close();
      child?.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    });

    it("completes a manifest flow", async () => {
      const context = await browser.newContext();
      const start = await context.newPage();
      await start.goto(`${sandbox.url}/login`);
      await start.getByLabel("Username").fill("octocat");
      await start.getByLabel("Password").fill("sandbox");
      await start.getByRole("button", { name: "Sign in" }).click();
      await start.getByText("Signed in as").waitFor();

      await start.goto(`http://127.0.0.1:${port}/probot`);
      const opened = context.waitForEvent("page");
      await start.getByRole("button", { name: /Register/ }).click();
      const page = await opened;
      await page.getByRole("heading", { name: "Create a GitHub App" }).waitFor();
      await page.getByLabel("GitHub App name").fill("Probot here");
      await page.getByRole("button", { name: /^Create GitHub App/ }).click();
      await page.getByRole("heading", { name: /^Install / }).waitFor();

      const env = await readFile(join(folder, ".env"), "utf8");
      const { apps } = await sandbox.control("GET", "state");
      const app = apps.find((one) => one.slug === "probot-here");
      assert.match(env, new RegExp(`APP_ID="?${app.id}"?`));
      assert.match(env, /PRIVATE_KEY="?-----BEGIN RSA PRIVATE KEY/);
      assert.match(env, new RegExp(`GITHUB_CLIENT_ID="?${app.clientId}"?`));
      assert.match(env, /WEBHOOK_SECRET="?[0-9a-f]{40}/);
    });
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function answers(url) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch (problem) {
      if (Date.now() > deadline) throw problem;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}
