import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { InputError } from "../config/error";
import { writeWhole } from "../runfolder/files";
import { display, type MimeBundle } from "../table/display";
import { escapeHtml } from "../table/markup";
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
  /**
   * A page of its own that needs no network.
   *
   * @param plotly file of plotly.js beside the page, by its name; default: it is in the page, 4.5 MB
   */
  toHtml(plotly?: string): string;
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
      writeWhole(file, await contentFor(file, self));
    },
    toHtml: (plotly) => page(title, plain, plotly),
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

/** The text of plotly.js, as pages need it. */
export const plotlyScript = (): string => readFileSync(require.resolve("plotly.js-dist-min/plotly.min.js"), "utf8");

function page(title: string, { data, layout }: PlotlyFigure, plotly?: string): string {
  // "</script>" inside a string would end the element.
  const json = JSON.stringify({ data, layout }).replaceAll("<", "\\u003c");
  const script = plotly === undefined ? `<script>${plotlyScript()}</script>` : `<script src="${encodeURI(plotly)}"></script>`;
  const paper = (layout as { paper_bgcolor?: string }).paper_bgcolor ?? "#FFFFFF";
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>body{margin:8px;background:${paper}}</style><div id="figure"></div>
${script}<script>const figure = ${json}; Plotly.newPlot("figure", figure.data, figure.layout, { responsive: true, showSendToCloud: false });</script>
`;
}
