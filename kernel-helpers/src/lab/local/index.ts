export { localLab, type LocalLabOptions, type StartCapture } from "./local-lab";
export { labCommands } from "./wiring";
