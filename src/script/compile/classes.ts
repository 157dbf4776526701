/** Classes: a constructor, a prototype object with methods and accessors, fields for the instances. */
import type * as acorn from 'acorn';
import { FIRST_PARAMETER } from '../bytecode.ts';
import type { FunctionKind } from '../compiled-function.ts';
import type { ClassNode } from '../syntax-tree.ts';
import { isAbsent } from '../syntax-tree.ts';
import { compileDefaultDerived } from './calls.ts';
import { compileInto } from './expressions.ts';
import { FunctionBuilder } from './function-builder.ts';
import { compileFields, compileFunction, countOwnFields, finishBody } from './functions.ts';
import { accessorName, compilePropertyKey } from './literals.ts';
import { plainName } from './members.ts';
import { initialise, inScope } from './variables.ts';

export function compileClass(b: FunctionBuilder, node: ClassNode, target: number, name: string): void {
  const firstRegister = b.nextRegister;
  const constructor = b.take();
  inScope(b, node, (scope) => {
    const prototype = b.take();
    const parent = b.take();
    if (isAbsent(node.superClass)) b.emit('Hole', parent);
    else compileInto(b, node.superClass, parent);
    compileConstructor(b, node, constructor, node.id?.name ?? name);
    b.emitAt(node.superClass ?? node, 'Class', prototype, constructor, parent);
    for (const member of node.body.body) {
      if (member.type === 'MethodDefinition' && member.kind !== 'constructor') compileMethod(b, member, member.static ? constructor : prototype);
    }
    compileInstanceFields(b, node, constructor, prototype);
    const own = isAbsent(node.id) ? undefined : scope.variables.get(node.id.name);
    if (own !== undefined) initialise(b, own, constructor);
    compileStaticFields(b, node, constructor);
  });
  b.emit('Move', target, constructor);
  b.nextRegister = firstRegister;
}

function compileConstructor(b: FunctionBuilder, node: ClassNode, target: number, name: string): void {
  const own = node.body.body.find((member): member is acorn.MethodDefinition => member.type === 'MethodDefinition' && member.kind === 'constructor');
  const kind: FunctionKind = isAbsent(node.superClass) ? 'class-constructor' : 'derived-constructor';
  if (own !== undefined) {
    compileFunction(b, own.value, target, name, kind);
    return;
  }
  const { analysis, options } = b;
  const inner = new FunctionBuilder({ analysis, scope: b.scope, shift: options.shift, name, kind, isAsync: false });
  inner.ownFields = fieldsOf(node).length + countOwnFields(node.body);
  if (kind === 'derived-constructor') {
    inner.parameterCount = 1;
    inner.hasRest = true;
    inner.take();
    compileDefaultDerived(inner, FIRST_PARAMETER);
  } else {
    finishBody(inner);
  }
  b.emit('Closure', target, b.function(inner.finish(node.start, node.end)));
}

function compileMethod(b: FunctionBuilder, member: acorn.MethodDefinition, target: number): void {
  const firstRegister = b.nextRegister;
  const key = compilePropertyKey(b, member.key, member.computed);
  const method = b.take();
  compileFunction(b, member.value, method, accessorName(member.kind, plainName(member.key, member.computed) ?? ''), 'method');
  b.emit('SetHome', method, target);
  if (member.kind === 'get') b.emitAt(member, 'DefineGetter', target, key, method, 0);
  else if (member.kind === 'set') b.emitAt(member, 'DefineSetter', target, key, method, 0);
  else b.emitAt(member, 'DefineMethod', target, key, method);
  b.nextRegister = firstRegister;
}

function fieldsOf(node: ClassNode): acorn.PropertyDefinition[] {
  return node.body.body.filter((member) => member.type === 'PropertyDefinition').filter((member) => !member.static);
}

function compileInstanceFields(b: FunctionBuilder, node: ClassNode, constructor: number, prototype: number): void {
  const fields = fieldsOf(node);
  if (fields.length === 0) return;
  const initialiser = b.take();
  compileFields(b, node.body, fields, initialiser);
  b.emit('SetHome', initialiser, prototype);
  b.emit('SetFields', constructor, initialiser);
  b.nextRegister = initialiser;
}

function compileStaticFields(b: FunctionBuilder, node: ClassNode, constructor: number): void {
  for (const member of node.body.body) {
    if (member.type !== 'PropertyDefinition' || !member.static) continue;
    const frame = b.take(2);
    compileFields(b, member, [member], frame);
    b.emit('SetHome', frame, constructor);
    b.emit('Move', frame + 1, constructor);
    b.emitAt(member, 'Call', frame, frame, 0);
    b.nextRegister = frame;
  }
}
