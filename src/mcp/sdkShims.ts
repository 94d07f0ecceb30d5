// The bundle takes this in place of the SDK's own shims (see the build script): the SDK's load AJV (27 ms
// of a start of 230) to check the fields of forms. Our forms have no fields.
import process from 'node:process';

export { process };

export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new TypeError('this server has no schemas that need a JSON Schema validator');
  }
}
