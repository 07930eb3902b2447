// GitHub's own GraphQL schema: what is asked has to be valid by it, and what is answered of its types.
// https://github.com/octokit/graphql-schema
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, getNamedType, getOperationAST, isAbstractType, isListType, isNonNullType, isLeafType, isObjectType, parse, typeFromAST, validate } from "graphql";
import { Octokit } from "@octokit/rest";

const file = new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
// Assumed to be valid: one type of GitHub's lists a field twice.
const schema = buildSchema(readFileSync(fileURLToPath(file), "utf8"), { assumeValid: true, assumeValidSDL: true });

/** Asks as Octokit does; what GitHub's schema does not allow, be it asked or answered, throws. */
export async function ask(sandbox, token, query, variables) {
  const document = parse(query);
  const invalid = validate(schema, document);
  if (invalid.length > 0) throw new Error(`GitHub knows no such query: ${invalid.join("\n")}`);
  const octokit = new Octokit({ baseUrl: sandbox.apiUrl, auth: token, userAgent: "contract" });
  const data = await octokit.graphql(query, variables);
  const problems = [];
  walk(document, schema.getQueryType(), getOperationAST(document).selectionSet, data, "data", problems);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return data;
}

/** The raw answer: {status, body}. */
export async function send(sandbox, token, body) {
  const url = `${sandbox.apiUrl.replace(/\/api\/v3$/, "/api")}/graphql`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { "user-agent": "contract", ...(token ? { authorization: `bearer ${token}` } : {}) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

/** What GitHub would say against a query; its messages differ from graphql-js', its opinion does not. */
export const isValid = (query) => validate(schema, parse(query)).length === 0;

function walk(document, type, selections, data, path, problems) {
  const seen = new Set();
  for (const one of fieldsOf(document, type, selections)) {
    const key = (one.alias ?? one.name).value;
    seen.add(key);
    if (!(key in data) && one.directives.length > 0) continue;
    if (!(key in data)) problems.push(`${path}.${key} is missing`);
    else if (one.name.value !== "__typename") {
      complete(document, type.getFields()[one.name.value].type, one, data[key], `${path}.${key}`, problems);
    }
  }
  for (const key of Object.keys(data)) if (!seen.has(key)) problems.push(`${path}.${key} was not asked for`);
}

function complete(document, type, field, value, path, problems) {
  if (isNonNullType(type)) {
    if (value === null) problems.push(`${path} is null`);
    return complete(document, type.ofType, field, value, path, problems);
  }
  if (value === null) return;
  if (isListType(type)) {
    for (const item of value) complete(document, type.ofType, field, item, `${path}[]`, problems);
  } else if (isLeafType(type)) {
    if (!fits(type, value)) problems.push(`${path} is no ${type}: ${JSON.stringify(value)}`);
  } else {
    const real = isAbstractType(type) ? schema.getType(value.__typename) : type;
    if (!isObjectType(real)) problems.push(`${path} has no __typename`);
    else walk(document, real, field.selectionSet, value, path, problems);
  }
}

function fits(type, value) {
  if (type.name === "DateTime") return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value);
  if (type.name === "Date") return /^\d{4}-\d\d-\d\d$/.test(value);
  if (type.name === "URI") return typeof value === "string";
  try {
    // A word of an enumeration is itself; other scalars are as the specification has them.
    return type.parseValue(value) !== undefined;
  } catch {
    return false;
  }
}

function* fieldsOf(document, type, selections) {
  for (const one of selections.selections) {
    if (one.kind === "Field") yield one;
    else {
      const fragment = one.kind === "InlineFragment" ? one : document.definitions.find((d) => d.kind === "FragmentDefinition" && d.name.value === one.name.value);
      const on = fragment.typeCondition ? getNamedType(typeFromAST(schema, fragment.typeCondition)) : type;
      if (on === type || (isAbstractType(on) && schema.isSubType(on, type))) yield* fieldsOf(document, type, fragment.selectionSet);
    }
  }
}
