/** The part of pino-roll that is used; the package brings no types. */
declare module "pino-roll" {
  import type { EventEmitter } from "node:events";

  export interface RollOptions {
    /** Path without number and extension. */
    file: string;
    extension: string;
    /** `10m`: ten times 1,048,576 bytes. */
    size: string;
    limit: { count: number; removeOtherLogFiles: boolean };
    sync: boolean;
    mode: number;
  }
  export interface RollStream extends EventEmitter {
    write(line: string): boolean;
    flushSync(): void;
    end(): void;
  }
  export default function roll(options: RollOptions): Promise<RollStream>;
}
