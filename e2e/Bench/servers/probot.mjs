// Probot as its documentation runs it in production, with a handler that does nothing. It stores nothing.
import { run } from "probot";

await run((app) => {
  app.on("push", () => {});
});
