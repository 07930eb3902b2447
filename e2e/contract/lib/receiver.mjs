// A receiver of webhooks that keeps what came in, as bytes.
import { createServer } from "node:http";

/** {url, deliveries, next(event), stop()}: every delivery is {event, guid, headers, body}. */
export async function startReceiver() {
  const deliveries = [];
  const waiting = [];
  const server = createServer((request, answer) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const delivery = {
        event: request.headers["x-github-event"],
        guid: request.headers["x-github-delivery"],
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      deliveries.push(delivery);
      answer.writeHead(202).end();
      for (const one of waiting.splice(0)) one();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    deliveries,
    /** The first delivery of an event that is not taken yet, waiting for it if need be. */
    async next(event, matches = () => true) {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const index = deliveries.findIndex(
          (one) => one.event === event && !one.taken && matches(JSON.parse(one.body)),
        );
        if (index >= 0) {
          deliveries[index].taken = true;
          return { ...deliveries[index], payload: JSON.parse(deliveries[index].body) };
        }
        if (Date.now() > deadline) throw new Error(`No ${event} came; there are: ${deliveries.map((one) => one.event)}`);
        await new Promise((done) => {
          waiting.push(done);
          setTimeout(done, 1000);
        });
      }
    },
    stop: () =>
      new Promise((done) => {
        server.close(done);
        // The sandbox keeps its connections for the next delivery.
        server.closeAllConnections();
      }),
  };
}
