/** Those who wait for a pass that begins after they asked, and what they want to read off its result. */
import type { Tree } from "./tree.js";

interface Question {
  answer(tree: Tree): void;
  fail(error: unknown): void;
}

export interface Questions {
  /** Adds one; its promise is settled by the pass that takes it. `read` is called at the very end of that pass. */
  ask<T>(read: (tree: Tree) => T): Promise<T>;
  /** Takes all that wait, for a pass that begins now. */
  take(): Asked;
  waiting(): number;
}

/** Questions that one pass answers. */
export interface Asked {
  count: number;
  answer(tree: Tree): void;
  fail(error: unknown): void;
  /** Leaves them to the next pass. */
  putBack(): void;
}

export function questions(): Questions {
  const waiting: Question[] = [];
  return {
    ask: (read) =>
      new Promise((resolve, reject) => {
        waiting.push({
          answer(tree) {
            try {
              resolve(read(tree));
            } catch (error) {
              reject(error);
            }
          },
          fail: reject,
        });
      }),
    take() {
      const taken = waiting.splice(0);
      return {
        count: taken.length,
        answer: (tree) => {
          for (const question of taken) question.answer(tree);
        },
        fail: (error) => {
          for (const question of taken) question.fail(error);
        },
        putBack: () => waiting.unshift(...taken),
      };
    },
    waiting: () => waiting.length,
  };
}
