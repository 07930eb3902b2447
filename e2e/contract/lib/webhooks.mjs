// GitHub's own description of its webhooks, as validators of their bodies and headers.
// https://github.com/octokit/openapi-webhooks
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);
const files = { EnterpriseServer: "ghes-3.19", DotCom: "api.github.com", DataResidency: "api.github.com" };
const loaded = new Map();

/** What is wrong with a delivery; an empty list when the description allows it. */
export function deliveryProblems(flavour, event, action, headers, payload) {
  const { document, ajv, file, validators } = load(files[flavour]);
  const name = [event, action].filter(Boolean).join("-").replaceAll("_", "-");
  const key = [name, event.replaceAll("_", "-")].find((one) => document.webhooks[one]);
  if (!key) return [{ pointer: "", message: `${name} is not described` }];

  const described = document.webhooks[key].post;
  const given = new Map(Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]));
  const missing = described.parameters
    .filter((one) => one.in === "header" && one.required && !given.has(one.name.toLowerCase()))
    .map((one) => ({ pointer: `header ${one.name}`, message: "is required" }));

  if (!validators.has(key)) {
    const pointer = `webhooks/${key}/post/requestBody/content/application~1json/schema`;
    validators.set(key, ajv.compile({ $ref: `${file}#/${pointer}` }));
  }
  const validate = validators.get(key);
  const wrong = validate(payload)
    ? []
    : validate.errors.map((error) => ({
        pointer: error.instancePath.replace(/\/\d+(?=\/|$)/g, "/*"),
        message: `${error.message} ${JSON.stringify(error.params)}`,
      }));
  return [...missing, ...wrong];
}

function load(file) {
  if (!loaded.has(file)) {
    const path = require.resolve(`@octokit/openapi-webhooks/generated/${file}.json`);
    const document = JSON.parse(readFileSync(path, "utf8"));
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    for (const name of ["repo.nwo", "timestamp"]) ajv.addFormat(name, true);
    ajv.addSchema(document, file);
    loaded.set(file, { document, ajv, file, validators: new Map() });
  }
  return loaded.get(file);
}
