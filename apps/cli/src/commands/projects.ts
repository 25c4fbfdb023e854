import { Command } from 'commander';
import { type CustomerArgument, customerOption } from '../args/customer.ts';
import { jsonOption } from '../args/json.ts';
import { type ProjectOptions, addProjectOptions } from '../args/project-options.ts';
import { repositoryArgument } from '../args/repository.ts';
import type { CommandContext } from '../command-context.ts';

export interface AddProjectOptions extends ProjectOptions {
  customer: CustomerArgument;
  name?: string;
}

const addCommand = (context: CommandContext): Command =>
  addProjectOptions(
    new Command('add')
      .summary('add a repository as a project of a customer, or change it')
      .description('Adds a repository as a project of a customer. The same customer and name again change that project.')
      .addArgument(repositoryArgument())
      .addOption(customerOption())
      .option('--name <name>', 'what people call it; its id is made of this (default: the name of the repository)'),
  ).action(async (repository: string, options: AddProjectOptions) => {
    const { addProject } = await import('../projects/add-project.ts');
    await addProject(repository, options, context);
  });

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('all projects with their ids')
    .description('Lists all projects: their ids, repositories, and what works on them.')
    .addOption(jsonOption('write them as one JSON array to standard output'))
    .action(async (options: { json?: boolean }) => {
      const { showProjects } = await import('../projects/show-projects.ts');
      await showProjects(options, context);
    });

export const projectsCommand = (context: CommandContext): Command => {
  const command = new Command('projects')
    .summary('add and list projects')
    .description('Adds and lists projects.')
    .helpCommand(false)
    .addCommand(addCommand(context))
    .addCommand(listCommand(context));
  return command;
};
