export {
  type ConstructedPrompt,
  type LastFailure,
  type PromptConstructor,
  type PromptContext,
  type PromptOptions,
  type PromptSection,
  type TaskResult,
  requiredSections,
} from './prompt-port.ts';
export { PromptError, type PromptErrorCode } from './prompt-error.ts';
export { getPromptConstructor, promptConstructors } from './prompt-constructors.ts';
