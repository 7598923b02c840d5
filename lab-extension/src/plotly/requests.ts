import type { JSONObject, JSONValue } from "@lumino/coreutils";
import type { PlotlyFigure } from "./figure";

/** Traces on maps: plotly.js fetches their outlines and tiles from other servers. */
const map = /^(choropleth|(scatter|density)(geo|map))/;

const isObject = (value: JSONValue): value is JSONObject => typeof value === "object" && value !== null && !Array.isArray(value);
const texts = (value: JSONValue): string[] => (typeof value === "string" ? [value] : Array.isArray(value) ? value.flatMap(texts) : []);

/** Whether a value at a key (`source`, or in what a button sets, `images[0].source`) would make plotly.js ask another server. */
function asks(key: string, value: JSONValue): boolean {
  const name = key.split(".").at(-1);
  if (name === "source" || name === "geojson") return texts(value).some((text) => !text.startsWith("data:"));
  return name === "type" && texts(value).some((type) => map.test(type));
}

/**
 * A figure that nobody vouches for, so that drawing it, and pressing its buttons, asks no other server: one that learns who reads a figure,
 * and when. Pictures from elsewhere are left out.
 *
 * @returns null for a map, which cannot be drawn so
 */
export function withoutRequests(figure: PlotlyFigure): PlotlyFigure | null {
  if (figure.data.some(({ type }) => map.test(String(type)))) return null;
  return walk(figure as unknown as JSONObject) as unknown as PlotlyFigure;
}

function walk(value: JSONValue): JSONValue {
  if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(walk);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => !asks(key, inner) && !isSetting(key, inner));
  return Object.fromEntries(kept.map(([key, inner]) => [key, walk(inner)]));
}

/** What a button sets, as a key and its value: `["images[0].source", "http://…"]`. */
const isSetting = (key: string, value: JSONValue): boolean =>
  /^args2?$/.test(key) && Array.isArray(value) && typeof value[0] === "string" && asks(value[0], value[1] ?? "");
