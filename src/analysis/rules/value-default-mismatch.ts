import { rule } from "./rule.js";
import { judgeToldDefault } from "./told-default.js";

/**
 * A document tells another default of an option, key or parameter than the code sets.
 *
 * The name must lead to one default: where several types declare it, or several places set it otherwise, nothing is proved.
 */
export const valueDefaultMismatch = rule({
  id: "value/default-mismatch",
  summary: "A document tells another default of an option, key or parameter than the code sets",
  reads: ["value"],
  concerns: (claim) => claim.says === "default" && claim.container.block !== "jsdoc",
  needs: ["contradiction: the one default that the code sets"],
  gates: ["units unknown", "computed defaults", "several owners"],
  fix: "suggest",
  judge: (claim, context) => judgeToldDefault(claim, context, claim.place === "prose"),
});
