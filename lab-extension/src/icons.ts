import { LabIcon } from "@jupyterlab/ui-components";

/** A raven's head, for Munnin; drawn in the colours of JupyterLab's icons. */
export const munninIcon = new LabIcon({
  name: "munnin-lab:munnin",
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16"><path class="jp-icon3" fill="#616161" fill-rule="evenodd" d="M3 22c.3-5.2 1.4-9.1 3.3-11.6C7.4 6.3 9.9 4 13.2 4c2 0 3.7.8 4.9 2.4l4.4 1.5c.5.2.6.8.2 1.1l-3.6 1.6-5.6 1.1c.9 1.3 1.9 2 3.1 2.2-.6 1-1.6 1.6-2.9 1.9.2 2-.4 4.1-1.7 6.2zM14.4 7.2a1 1 0 1 0 0 2 1 1 0 0 0 0-2z"/></svg>`,
});
