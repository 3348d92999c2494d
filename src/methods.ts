/** Everything one can ask and tell lockstep. */
import { fixMethods } from "./domains/documentation/fix-methods.js";
import { documentationMethods } from "./domains/documentation/methods.js";
import { knowledgeMethods } from "./domains/knowledge/methods.js";
import type { Method } from "./domains/method.js";
import { clockMethods } from "./domains/operations/clock-methods.js";
import { fileMethods } from "./domains/operations/file-methods.js";
import { operationsMethods } from "./domains/operations/methods.js";
import { queueMethods } from "./domains/operations/queue-methods.js";

export const methods: readonly Method[] = [
  ...documentationMethods,
  ...fixMethods,
  ...knowledgeMethods,
  ...operationsMethods,
  ...fileMethods,
  ...clockMethods,
  ...queueMethods,
];
