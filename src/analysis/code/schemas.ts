import { ts } from "ts-morph";
import { type CodeFile, propertyName, spanOf, unwrap } from "./code-file.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isIdentifier, isObjectLiteralExpression, isPropertyAccessExpression, isPropertyAssignment, isStringLiteralLike } = ts;

const OBJECT_CALLS = new Set(["object", "strictObject", "looseObject", "Object"]);
/** Libraries whose objects are schemas. */
const LIBRARIES = new Set(["zod", "zod/v4", "zod/mini", "valibot", "yup", "joi", "superstruct", "@sinclair/typebox", "typebox"]);

/** Keys of schemas: `z.object({ … })` of zod and its likes, `properties` of JSON Schema. */
export class Schemas {
  private readonly roots = new Set(["z"]);

  constructor(private readonly file: CodeFile) {
    for (const fact of file.facts.list) {
      if (fact.kind !== "import" || !LIBRARIES.has(fact.specifier)) continue;
      for (const { local } of fact.names) this.roots.add(local);
    }
  }

  /** What stands where schemas do, for the walk over the tree; empty for most files. */
  static signs({ source: { identifiers } }: CodeFile): readonly string[] {
    const signs = [...OBJECT_CALLS].filter((name) => identifiers.has(name)).map((name) => `${name}(`);
    return identifiers.has("properties") ? [...signs, "properties"] : signs;
  }

  call({ expression, arguments: [shape] }: ts.CallExpression, owner: string): void {
    if (shape === undefined || !isObjectLiteralExpression(shape) || !this.makesObject(expression)) return;
    this.addKeys(shape, owner);
  }

  private makesObject(expression: ts.Expression): boolean {
    if (isIdentifier(expression)) return OBJECT_CALLS.has(expression.text) && this.roots.has(expression.text);
    if (!isPropertyAccessExpression(expression) || !OBJECT_CALLS.has(expression.name.text)) return false;
    return isIdentifier(expression.expression) && this.roots.has(expression.expression.text);
  }

  /** `{ type: "object", properties: { … } }`. */
  literal({ properties }: ts.ObjectLiteralExpression, owner: string): void {
    let keys: ts.ObjectLiteralExpression | null = null;
    let isSchema = false;
    for (const property of properties) {
      if (!isPropertyAssignment(property)) continue;
      const name = propertyName(property.name);
      const value = unwrap(property.initializer);
      if (name === "properties" && isObjectLiteralExpression(value)) keys = value;
      isSchema ||= name === "$schema" || (name === "type" && isStringLiteralLike(value) && value.text === "object");
    }
    if (keys !== null && isSchema) this.addKeys(keys, owner);
  }

  private addKeys({ properties }: ts.ObjectLiteralExpression, owner: string): void {
    for (const property of properties) {
      const name = propertyName(property.name);
      if (name !== null && isPropertyAssignment(property)) {
        this.file.facts.add({ kind: "key", owner, name, form: "schema", span: spanOf(this.file, property) });
      }
    }
  }
}
