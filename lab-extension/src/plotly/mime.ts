import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { plotlyMime } from "./figure";
import { RenderedPlotly } from "./renderer";

/**
 * Figures in outputs, and `.plotly.json` files as documents. Drawn also in a notebook that is not trusted: a figure is data, and
 * plotly.js makes no HTML of its texts.
 */
const extension: IRenderMime.IExtension = {
  id: "munnin-lab:plotly",
  description: "Draws Plotly figures, without the network and without a Python package.",
  dataType: "json",
  rendererFactory: { safe: true, mimeTypes: [plotlyMime], defaultRank: 0, createRenderer: (options) => new RenderedPlotly(options) },
  fileTypes: [{ name: "plotly", displayName: "Plotly figure", extensions: [".plotly", ".plotly.json"], mimeTypes: [plotlyMime] }],
  documentWidgetFactoryOptions: {
    name: "Plotly",
    label: "Plotly figure",
    primaryFileType: "plotly",
    fileTypes: ["plotly", "json"],
    defaultFor: ["plotly"],
  },
};
export default extension;
