/** Words that belong to a language, a protocol or a shell rather than to a project (gate G5). Data, not cases. */

const lists = {
  javascript:
    "abstract any as asserts async await bigint boolean break case catch class const constructor continue debugger declare default delete do else enum export extends false finally for from function get global if implements import in infer instanceof interface is keyof let module namespace never new null number object of override package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield",
  html: "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noscript object ol optgroup option output p picture pre progress q rp rt ruby s samp script search section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var video wbr alt href src srcset class id name value content charset lang dir hidden tabindex placeholder checked disabled selected multiple required readonly onclick onchange onload rel target method action width height",
  css: "align animation background border bottom box clear clip color content cursor direction display filter flex float font grid height justify left letter line list margin max min opacity order outline overflow padding position resize right tab text top transform transition unicode vertical visibility width word z-index inherit initial unset revert auto none block inline hover focus active visited before after",
  sql: "add all alter and any as asc between by case check column commit constraint create cross database default delete desc distinct drop else end exists foreign from full group having in index inner insert intersect into is join key left like limit not null offset on or order outer primary references right rollback select set table then top truncate union unique update using values view when where with returning",
  http: "get head post put patch delete options trace connect accept authorization cookie etag host location origin referer server vary via content-type content-length cache-control user-agent",
  shell:
    "alias awk bash bg cat cd chmod chown cp curl cut date df diff dig dirname docker echo env eval exec exit export find git grep gunzip gzip head history jq kill kubectl less ln ls make man mkdir mv nano npm npx node nohup ping pip pnpm ps pwd python rm rmdir rsync scp sed sh sleep sort source ssh sudo tail tar tee test touch tr trap true uniq unzip vim wc wget which whoami xargs yarn zip zsh",
} as const;

const ALL = new Set(Object.values(lists).flatMap((list) => list.split(" ")));

/** Whether `word` is a keyword, element, attribute, property, verb or command of one of these languages. Case does not matter for SQL and HTTP. */
export function isLanguageWord(word: string): boolean {
  return ALL.has(word) || (word === word.toUpperCase() && ALL.has(word.toLowerCase()));
}

/** Words of a compound name in lower case: `heatWater` → heat, water; `MAX_SIZE` → max, size; `HTTPServer2` → http, server, 2. */
export function subwords(name: string): string[] {
  const words: string[] = [];
  let word = "";
  for (let i = 0; i < name.length; i++) {
    const character = name[i] as string;
    const kind = kindOfCharacter(character);
    if (kind === "other") {
      if (word) words.push(word);
      word = "";
      continue;
    }
    const previous = word === "" ? null : kindOfCharacter(name[i - 1] as string);
    const next = i + 1 < name.length ? kindOfCharacter(name[i + 1] as string) : null;
    const starts =
      previous !== null &&
      ((kind === "upper" && previous !== "upper") ||
        (kind === "upper" && next === "lower") ||
        (kind === "digit") !== (previous === "digit"));
    if (starts) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  if (word) words.push(word);
  return words.map((one) => one.toLowerCase());
}

/** A compound name as options of programs are written: `maxSize` → max-size. What is one word stays as it is. */
export function kebab(name: string): string {
  const words = subwords(name);
  return words.length > 1 ? words.join("-") : name;
}

function kindOfCharacter(character: string): "upper" | "lower" | "digit" | "other" {
  if (character >= "a" && character <= "z") return "lower";
  if (character >= "A" && character <= "Z") return "upper";
  if (character >= "0" && character <= "9") return "digit";
  const lower = character.toLowerCase();
  const upper = character.toUpperCase();
  if (lower === upper) return "other";
  return character === upper ? "upper" : "lower";
}
