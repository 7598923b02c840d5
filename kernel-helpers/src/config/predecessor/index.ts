export { type Conversion, convertPredecessor, isPredecessor } from "./convert";
