import { readFileSync, promises as fs } from "node:fs";
import { inspect } from "node:util";
import { InputError } from "../config/error";
import { display, type MimeBundle } from "../table/display";
import { figureBundle, figurePng, pngRemedy, type PlotlyFigure } from "./png";

/** A picture: plain Plotly JSON that shows itself in a notebook and saves itself. */
export interface Figure extends PlotlyFigure {
  /** Its title, and what to say of it where no picture can be shown. */
  readonly title: string;
  /**
   * Writes `.plotly.json` (or any `.json`), `.html` or `.png`, as the file's name says.
   *
   * @throws InputError for another name, and for PNG where kaleido is not installed
   */
  save(file: string): Promise<void>;
  /** A page of its own, plotly.js included, so that it needs no network. */
  toHtml(): string;
  /** Plotly JSON for front ends that draw it, a PNG for those that do not, and a text. */
  [display](): Promise<MimeBundle>;
  [inspect.custom](): string;
}

/** Makes a figure of traces and a layout. */
export function figure(title: string, data: readonly object[], layout: object): Figure {
  const plain = { data, layout };
  const self: Figure = {
    title,
    data,
    layout,
    async save(file) {
      await fs.writeFile(file, await contentFor(file, self));
    },
    toHtml: () => page(title, plain),
    [display]: () => figureBundle(plain, `[figure: ${title}]`),
    [inspect.custom]: () => `[figure: ${title}]`,
  };
  return self;
}

async function contentFor(file: string, { data, layout, toHtml }: Figure): Promise<string | Buffer> {
  if (file.endsWith(".json")) return JSON.stringify({ data, layout });
  if (file.endsWith(".html")) return toHtml();
  if (!file.endsWith(".png")) throw new InputError(`${file}: a figure is saved as .plotly.json, .html or .png`);
  const png = await figurePng({ data, layout });
  if (!png) throw new InputError(`${file}: ${pngRemedy}`);
  return png;
}

function page(title: string, { data, layout }: PlotlyFigure): string {
  const script = readFileSync(require.resolve("plotly.js-dist-min/plotly.min.js"), "utf8");
  // "</script>" inside a string would end the element.
  const json = JSON.stringify({ data, layout }).replaceAll("<", "\\u003c");
  const escaped = title.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  return `<!doctype html><meta charset="utf-8"><title>${escaped}</title><div id="figure"></div>
<script>${script}</script><script>const figure = ${json}; Plotly.newPlot("figure", figure.data, figure.layout, { responsive: true, showSendToCloud: false });</script>
`;
}
