/** What holds for a whole document. */

export type DocumentClass =
  | "generated"
  | "template"
  | "historical"
  | "blueprint"
  | "agent"
  | "contributor"
  | "mirror"
  | "reference";

/** What holds for a whole document; sections are the stretches between headings, section 0 stands before the first heading. */
export interface DocumentTraits {
  class: DocumentClass;
  /** It begins with front matter: pages of a site generator do. */
  front_matter: boolean;
  /** The top-level keys of its front matter. */
  front_keys?: string[];
  sections: Section[];
  /** Names that a fence of this document declares itself (gate G10). */
  defines: string[];
  /** Scripts that a sample of this document writes into the reader's package.json (gate G4). */
  scripts: string[];
  /** Lower-case words of its prose outside code → how often; only words that are also the name of a symbol claim of this document. */
  prose_words: Record<string, number>;
}

export interface Section {
  /** Texts of the headings it stands under, outermost first, its own last. */
  headings: string[];
  /** Line of its heading; 1 for section 0. */
  line: number;
  /** Where its first paragraph begins, when it begins with one. */
  opening?: number;
  /** Packages that its commands install (`npm install x`, `yarn add x`, `npx x init`). */
  installs: string[];
  /** The last repository that its commands clone, as written. */
  clones?: string;
  /** Its text tells the reader to make something: create, add a file, put … in; or a fence is titled with a path; or it runs a scaffolder. */
  creates: boolean;
  /** Hosts other than code hosts' own relative pages that it links to (gate G5), lower case. */
  hosts: string[];
}
