// Starts the three sandboxes as one process, and stops them.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Where the build leaves it; what ./portal sandbox published may be older.
const built = fileURLToPath(new URL("../../Sandbox/bin/Release/net10.0/Sandbox.dll", import.meta.url));

/** {server, dotCom, dataResidency, stop()}: each {flavour, url, apiUrl, manageUrl?, control()}. */
export async function startSandboxes() {
  if (!existsSync(built)) {
    throw new Error("The sandbox is not built: run ./portal test, or dotnet build e2e/Sandbox -c Release.");
  }
  const child = spawn("dotnet", [built, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === "Sandbox ready.") break;
  }
  if (lines.at(-1) !== "Sandbox ready.") throw new Error(`The sandbox did not start: ${lines.join("\n")}`);

  const addresses = lines.map((line) => line.match(/: (http\S+) {2}\(API (\S+)\)$/)).filter(Boolean);
  const manageUrl = lines.map((line) => line.match(/(http\S+)\/manage\/v1$/)).find(Boolean)[1];
  const [server, dotCom, dataResidency] = ["EnterpriseServer", "DotCom", "DataResidency"].map((flavour, index) => {
    const [, url, apiUrl] = addresses[index];
    return { flavour, url, apiUrl, control: (method, path, body) => control(url, method, path, body) };
  });
  return {
    server: { ...server, manageUrl },
    dotCom,
    dataResidency,
    stop: () =>
      new Promise((done) => {
        child.once("exit", done);
        child.kill("SIGTERM");
      }),
  };
}

/** What a script does behind GitHub's back: docs/sandbox.md. */
async function control(url, method, path, body) {
  const answer = await fetch(`${url}/_sandbox/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${method} /_sandbox/${path} answered ${answer.status}: ${said.message}`);
  return said;
}
