import { experimentJsonSchema } from "./schema";

/** One key of the configuration, as people read of it. */
export interface ConfigurationKey {
  /** As one writes it with `--set`; `[]` stands for any place in a list, `<name>` for any name. */
  readonly key: string;
  readonly type: string;
  /** Least and greatest value, or the values that there are; empty when anything goes. */
  readonly range: string;
  /** As JSON; `required` when it must be given, empty when nothing is there by default. */
  readonly default: string;
  /** As JSON; empty for keys that only hold others. */
  readonly example: string;
  /** A sentence, with the unit. */
  readonly description: string;
}

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

/** Every key of the configuration, parents before their keys, in the order of the schema: the one source of its documentation. */
export function configurationKeys(): ConfigurationKey[] {
  return below("", experimentJsonSchema() as Schema);
}

function below(above: string, schema: Schema): ConfigurationKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    of(above === "" ? name : `${above}.${name}`, inner, schema.required?.includes(name) ?? false),
  );
}

function of(key: string, schema: Schema, required: boolean): ConfigurationKey[] {
  const row = {
    key,
    type: typeOf(schema),
    range: rangeOf(schema),
    default: schema.default !== undefined ? JSON.stringify(schema.default) : required ? "required" : "",
    example: schema.examples ? JSON.stringify(schema.examples[0]) : "",
    description: schema.description ?? "",
  };
  const { items, additionalProperties } = schema;
  const variants = (schema.anyOf ?? []).flatMap((variant) => below(key, variant));
  const listed = items !== undefined && !Array.isArray(items) ? below(`${key}[]`, items as Schema) : [];
  const named = typeof additionalProperties === "object" ? below(`${key}.<name>`, additionalProperties) : [];
  return [row, ...below(key, schema), ...variants, ...listed, ...named];
}

const plain: Readonly<Record<string, string>> = { integer: "whole number", string: "text", boolean: "true or false" };

function typeOf(schema: Schema): string {
  const { type, items, additionalProperties, anyOf } = schema;
  if (schema.enum || schema.const !== undefined) return "one of";
  if (anyOf) return anyOf.map(typeOf).join(" or ");
  if (type === "array") {
    if (!items) return "list";
    return Array.isArray(items) ? `[${items.map(typeOf).join(", ")}]` : `list of ${typeOf(items as Schema)}`;
  }
  if (type === "object" && typeof additionalProperties === "object") return `${typeOf(additionalProperties)} for each name`;
  return plain[type ?? ""] ?? type ?? "";
}

function rangeOf(schema: Schema): string {
  const inner = typeof schema.additionalProperties === "object" ? schema.additionalProperties : schema;
  if (inner.enum) return inner.enum.join(", ");
  if (inner.const !== undefined) return String(inner.const);
  if (inner.anyOf) return [...new Set(inner.anyOf.map(rangeOf).filter(Boolean))].join("; ");
  const [least, most] =
    inner.type === "array" ? [inner.minItems, inner.maxItems] : [inner.minimum ?? inner.exclusiveMinimum, inner.maximum];
  if (least === undefined && most === undefined) return "";
  const words = most === undefined ? `at least ${least}` : least === undefined ? `at most ${most}` : `${least} to ${most}`;
  return inner.type === "array" ? `${words} entries` : words;
}
