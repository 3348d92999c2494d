/** What is measured on. */
export interface Material {
  /** The generated repository. */
  root: string;
  /** Its code files. */
  code: readonly string[];
  rounds: number;
  /** Folder for files of the measurements, outside the repository. */
  scratch: string;
}
