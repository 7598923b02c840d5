import { interruptsPlugin } from "./kernel/interrupts";
import { panelPlugin } from "./panel/plugin";

/** What JupyterLab loads; figures are in plotly/mime.ts. */
export default [panelPlugin, interruptsPlugin];
