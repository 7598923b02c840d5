declare module "plotly.js-dist-min" {
  export interface Plotly {
    react(node: HTMLElement, figure: { data: object[]; layout: object; config: object; frames: object[] }): Promise<unknown>;
    purge(node: HTMLElement): void;
    Plots: { resize(node: HTMLElement): Promise<unknown> };
  }
  const plotly: Plotly;
  export default plotly;
}
