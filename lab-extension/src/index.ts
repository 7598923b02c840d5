import type { JupyterFrontEndPlugin } from "@jupyterlab/application";

/** What JupyterLab loads. */
const plugins: JupyterFrontEndPlugin<void>[] = [];
export default plugins;
