import type { MimeBundle } from "../table/display";
import { type Renderer, findKaleido, startKaleido } from "./kaleido";

/** What plotly.js draws. */
export interface PlotlyFigure {
  readonly data: readonly object[];
  readonly layout: object;
}

export interface PngOptions {
  /** Pixels of the layout; default: the figure's own, else 900 × 450. */
  readonly width?: number;
  readonly height?: number;
  /** Pixels of the image per pixel of the layout; default 1. */
  readonly scale?: number;
}

/** What to do where there is no renderer, for whoever wants to tell the user. */
export const pngRemedy = "no PNG: kaleido is not installed (npm start installs it; pip install kaleido==0.2.1)";

let renderer: Renderer | null = null;

/**
 * A picture of a figure, drawn by plotly.js in kaleido's own browser: the first takes a second, the next ones a tenth.
 *
 * @returns null where kaleido is not installed
 * @throws Error when it cannot draw the figure
 */
export async function figurePng(figure: PlotlyFigure, options: PngOptions = {}): Promise<Buffer | null> {
  if (!renderer) {
    const folder = findKaleido();
    if (!folder) return null;
    const mine = startKaleido(folder, () => {
      if (renderer === mine) renderer = null;
    });
    renderer = mine;
  }
  const layout = figure.layout as { width?: number; height?: number };
  const size = { width: options.width ?? layout.width ?? 900, height: options.height ?? layout.height ?? 450, scale: options.scale ?? 1 };
  const { code, message, result } = await renderer({ data: { data: figure.data, layout: figure.layout }, format: "png", ...size });
  if (code !== 0 || !result) throw new Error(`kaleido cannot draw the figure: ${message ?? `code ${code}`}`);
  return Buffer.from(result, "base64");
}

/**
 * How a figure shows itself. The picture is for front ends without plotly.js, such as the pages of a repository; where it cannot be
 * drawn, the text says why.
 */
export async function figureBundle(figure: PlotlyFigure, text: string): Promise<MimeBundle> {
  const plotly = { "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout } };
  try {
    const png = await figurePng(figure);
    return png
      ? { ...plotly, "image/png": png.toString("base64"), "text/plain": text }
      : { ...plotly, "text/plain": `${text} (${pngRemedy})` };
  } catch (error) {
    return { ...plotly, "text/plain": `${text} (no PNG: ${(error as Error).message})` };
  }
}
