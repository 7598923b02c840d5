export { application, applicationOf, applications } from "./registry";
export { deploymentOf } from "./deployment";
export { lackingPackages } from "./packages";
