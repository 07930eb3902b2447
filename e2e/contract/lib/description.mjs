// GitHub's own description of its REST API, as validators of requests and answers.
// https://github.com/octokit/openapi
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);

const files = {
  EnterpriseServer: "ghes-3.19",
  DotCom: "ghec",
  DataResidency: "ghec",
};

const loaded = new Map();

/** The description that holds for a flavour of the sandbox. */
export function descriptionOf(flavour) {
  const file = files[flavour];
  if (!loaded.has(file)) loaded.set(file, new Description(file));
  return loaded.get(file);
}

class Description {
  #validators = new Map();
  #routes = [];

  constructor(file) {
    this.name = file;
    this.document = JSON.parse(
      readFileSync(require.resolve(`@octokit/openapi/generated/${file}.json`), "utf8"),
    );
    allowNull(this.document);
    this.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
    addFormats(this.ajv);
    // What GitHub's description names and no standard defines.
    for (const name of ["repo.nwo", "ip/cidr", "timestamp", "ssh-key"]) this.ajv.addFormat(name, true);
    this.ajv.addSchema(this.document, file);
    for (const [path, methods] of Object.entries(this.document.paths)) {
      for (const method of ["get", "post", "put", "patch", "delete"]) {
        if (methods[method]) {
          this.#routes.push({ path, method: method.toUpperCase(), pattern: patternOf(path) });
        }
      }
    }
    // "/repos/{owner}/{repo}/branches" before "/repos/{owner}/{repo}/{anything}".
    this.#routes.sort((a, b) => variables(a.path) - variables(b.path));
  }

  /** The operation a request is for: {path, method}, or undefined. */
  find(method, path) {
    return this.#routes.find((route) => route.method === method && route.pattern.test(path));
  }

  /** What is wrong with an answer; an empty list when the description allows it. */
  answerProblems(operation, status, contentType, body, accept = "") {
    const described = this.#operation(operation).responses;
    const response = this.#resolve(described[status] ?? described[`${`${status}`[0]}XX`] ?? described.default);
    if (!response) {
      // Not every refusal is listed with every operation; those that are not still have GitHub's shape of an error.
      const shape = this.#check(["components", "schemas", "basic-error"], body);
      return [{ pointer: "", message: `status ${status} is not described` }, ...shape];
    }
    if (!response.content) {
      return body === null ? [] : [{ pointer: "", message: `status ${status} has no body` }];
    }
    // A folder as an object is JSON like its list: only what was asked for tells them apart.
    const asked = Object.keys(response.content).find((one) => one !== "application/json" && accept.includes(one));
    const type = asked ?? (contentType ?? "").split(";")[0];
    if (!response.content[type]) {
      // "302" and archives are described as JSON although they have no body.
      return body === null && status >= 300 ? [] : [{ pointer: "", message: `content type ${type || "none"} is not described` }];
    }
    return this.#check([...this.#responsePointer(operation, status), "content", type, "schema"], body);
  }

  /** What is wrong with a request: its query, and its body. */
  requestProblems(operation, query, contentType, body) {
    const described = this.#operation(operation);
    const problems = [];
    const known = (described.parameters ?? []).map((one) => this.#resolve(one)).filter((one) => one.in === "query");
    for (const [name, value] of new URLSearchParams(query ?? "")) {
      const parameter = known.find((one) => one.name === name);
      if (!parameter) problems.push({ pointer: `?${name}`, message: "is not described" });
      else problems.push(...this.#parameterProblems(parameter, value));
    }
    for (const parameter of known.filter((one) => one.required)) {
      if (!new URLSearchParams(query ?? "").has(parameter.name)) {
        problems.push({ pointer: `?${parameter.name}`, message: "is required" });
      }
    }
    const content = this.#resolve(described.requestBody)?.content;
    if (body !== null && body !== undefined) {
      if (!content) problems.push({ pointer: "", message: "a body is not described" });
      else problems.push(...this.#check([...this.#pointer(operation), "requestBody", "content", "application/json", "schema"], body));
    } else if (this.#resolve(described.requestBody)?.required) {
      problems.push({ pointer: "", message: "a body is required" });
    }
    return problems;
  }

  #parameterProblems(parameter, text) {
    const schema = this.#resolve(parameter.schema) ?? {};
    const types = [schema.type].flat();
    const value =
      types.includes("integer") || types.includes("number") ? Number(text)
      : types.includes("boolean") ? text === "true" || (text === "false" ? false : text)
      : text;
    const validate = this.ajv.compile(schema);
    return validate(value) ? [] : validate.errors.map((error) => ({ pointer: `?${parameter.name}`, message: error.message }));
  }

  #check(pointer, body) {
    const key = pointer.join("\n");
    if (!this.#validators.has(key)) {
      const ref = `${this.name}#/${pointer.map(escape).join("/")}`;
      this.#validators.set(key, this.ajv.compile({ $ref: ref }));
    }
    const validate = this.#validators.get(key);
    return validate(body)
      ? []
      : validate.errors
          .filter((error) => error.keyword !== "anyOf" && error.keyword !== "oneOf" || validate.errors.length === 1)
          .map((error) => ({
            pointer: error.instancePath.replace(/\/\d+(?=\/|$)/g, "/*"),
            message: `${error.message} ${JSON.stringify(error.params)}`,
          }));
  }

  #operation({ path, method }) {
    return this.document.paths[path][method.toLowerCase()];
  }

  #pointer({ path, method }) {
    return ["paths", path, method.toLowerCase()];
  }

  /** Where an answer is described; many share one description. */
  #responsePointer(operation, status) {
    const responses = this.#operation(operation).responses;
    const key = [`${status}`, `${`${status}`[0]}XX`, "default"].find((one) => responses[one]);
    const ref = responses[key].$ref;
    return ref ? ref.split("/").slice(1) : [...this.#pointer(operation), "responses", key];
  }

  #resolve(node) {
    while (node?.$ref) node = node.$ref.split("/").slice(1).reduce((at, key) => at[unescape(key)], this.document);
    return node;
  }
}

/** Version 3.0 of OpenAPI says nullable where JSON Schema has a type "null". */
function allowNull(node) {
  if (Array.isArray(node)) return node.forEach(allowNull);
  if (node === null || typeof node !== "object") return;
  Object.values(node).forEach(allowNull);
  if (node.nullable !== true) return;
  delete node.nullable;
  if (Array.isArray(node.enum) && !node.enum.includes(null)) node.enum.push(null);
  if (typeof node.type === "string" && !node.anyOf && !node.oneOf && !node.allOf && !node.$ref) {
    node.type = [node.type, "null"];
  } else {
    const copy = { ...node };
    for (const key of Object.keys(node)) delete node[key];
    node.anyOf = [copy, { type: "null" }];
  }
}

function patternOf(path) {
  // A branch, a path or a comparison may have slashes in it, and the path of the root is empty.
  const slashed = { branch: ".+", path: ".*", ref: ".+", basehead: ".+" };
  return new RegExp(
    `^${path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{([^}]+)\}/g, (_, name) => slashed[name] ?? "[^/]+")}$`,
  );
}

const variables = (path) => (path.match(/\{/g) ?? []).length * 100 - path.split("/").length;
const escape = (key) => encodeURIComponent(key.replace(/~/g, "~0").replace(/\//g, "~1"));
const unescape = (key) => decodeURIComponent(key).replace(/~1/g, "/").replace(/~0/g, "~");
