/** Ids of the commands: all in one namespace. */
export const CommandIDs = {
  open: "munnin:open",
  openExperiment: "munnin:open-experiment",
  newExperiment: "munnin:new-experiment",
  saveExperiment: "munnin:save-experiment",
  showPlan: "munnin:show-plan",
  run: "munnin:run-experiment",
  refresh: "munnin:refresh-runs",
  openRun: "munnin:open-run",
  openRunFolder: "munnin:open-run-folder",
  showFigures: "munnin:show-run-figures",
  compareRuns: "munnin:compare-runs",
  stopRun: "munnin:stop-run",
  cleanRun: "munnin:clean-run",
  removeRun: "munnin:remove-run",
} as const;
