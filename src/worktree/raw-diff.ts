/** Reads git's raw diff format with `-z`, from chunks of any size. */

export interface RawEntry {
  /** First letter of git's status: A, D, M, R, T. */
  status: string;
  /** Percent, for renames; else null. */
  similarity: number | null;
  /** Path at the parent; for an added file its path. */
  path: string;
  /** Path in the commit, for renames; else null. */
  to: string | null;
  /** Blob ids; null on the side where there is no file, or no blob (a submodule). */
  old: string | null;
  new: string | null;
}

export interface RawDiffReader {
  onCommit(header: string): void;
  onEntry(entry: RawEntry): void;
}

/** Longest token that is kept: a path or a header. Bytes. */
const TOKEN_BYTES_MAX = 16 * 1024;
const COLON = 58;

/** Takes chunks; everything that is neither an entry nor one of its paths is a commit's header. Paths that are no UTF-8 are left out. */
export function rawDiffParser({ onCommit, onEntry }: RawDiffReader): (chunk: Buffer) => void {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let parts: Buffer[] = [];
  let length = 0;
  let fields: string[] | null = null;
  let first: string | null | undefined;

  const decode = (token: Buffer): string | null => {
    try {
      return token.length > TOKEN_BYTES_MAX ? null : decoder.decode(token);
    } catch {
      return null;
    }
  };

  function takePath(meta: string[], path: string | null): void {
    const status = meta[4] ?? "";
    if (first === undefined && (status.startsWith("R") || status.startsWith("C"))) {
      first = path;
      return;
    }
    const from = first === undefined ? path : first;
    const to = first === undefined ? null : path;
    fields = null;
    const renamed = first !== undefined;
    first = undefined;
    if (from === null || (renamed && to === null)) return;
    const similarity = renamed ? Number(status.slice(1)) : null;
    onEntry({
      status: status.charAt(0),
      similarity,
      path: from,
      to,
      old: blobId(meta[0], meta[2]),
      new: blobId(meta[1], meta[3]),
    });
  }

  function takeToken(token: Buffer): void {
    if (fields !== null) {
      takePath(fields, decode(token));
      return;
    }
    const start = token[0] === 10 ? 1 : 0;
    if (token[start] === COLON) fields = token.toString("latin1", start + 1).split(" ");
    else if (token.length > start) onCommit(token.toString("utf8", start));
  }

  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf(0, at);
      const part = chunk.subarray(at, end === -1 ? chunk.length : end);
      // What is too long is not kept, only its beginning.
      if (length <= TOKEN_BYTES_MAX) parts.push(part);
      length += part.length;
      if (end === -1) return;
      takeToken(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
      parts = [];
      length = 0;
      at = end + 1;
    }
  };
}

/** A submodule's commit is no blob, and zeros are no file. */
function blobId(mode: string | undefined, id: string | undefined): string | null {
  if (id === undefined || mode === "160000" || mode === "000000" || mode === undefined) return null;
  return /^0+$/.test(id.slice(0, 64)) ? null : id;
}
