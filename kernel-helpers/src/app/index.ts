export { application, applications } from "./registry";
export { deploymentOf } from "./deployment";
