/** The file with the token that HTTP asks for: for this user alone, beside the socket, another one after each start. */
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "../base/write-whole.js";

const TOKEN_BYTES = 32;
const FILE = "http.token";

export interface TokenFile {
  /** 43 characters. */
  token: string;
  path: string;
  /** Writes the file, unless it is there as it should be. Throws what the file system throws. */
  keep(): void;
  /** Removes it, unless it is another daemon's by now. */
  remove(): void;
}

/** A new token; `socket` is the path of the socket. Writes nothing yet. */
export function tokenFile(socket: string): TokenFile {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const path = join(dirname(socket), FILE);
  return {
    token,
    path,
    keep() {
      if (written(path) === token) return;
      writeWhole(path, `${token}\n`);
    },
    remove() {
      if (written(path) === token) rmSync(path, { force: true });
    },
  };
}

/** What the file holds; null when it cannot be read. */
function written(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}
