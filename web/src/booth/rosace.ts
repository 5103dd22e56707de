export { type Petal, petals } from "../design/tracker.ts";
