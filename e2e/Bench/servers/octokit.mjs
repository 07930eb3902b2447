// GitHub's own middleware: verifies, parses and calls a handler that does nothing. It stores nothing.
import { createServer } from "node:http";
import { Webhooks, createNodeMiddleware } from "@octokit/webhooks";

const webhooks = new Webhooks({ secret: process.env.WEBHOOK_SECRET });
webhooks.on("push", () => {});
createServer(createNodeMiddleware(webhooks, { path: "/webhooks" })).listen(
  Number(process.env.PORT),
  "127.0.0.1",
);
