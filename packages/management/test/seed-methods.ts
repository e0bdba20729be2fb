/** A method of the Python client's management APIs, and its counterpart here. */
export interface SeedMethod {
  readonly seed: string
  /** A function of the package, or a method of what `create…Api(client)` returns. */
  readonly ours: string
}

function of(api: string, factory: string, methods: Readonly<Record<string, string>>): SeedMethod[] {
  return Object.entries(methods).map(([seed, ours]) => ({ seed: `${api}.${seed}`, ours: `${factory}.${ours}` }))
}

/** Every management method of `influxdb_client`, with its counterpart. */
export const seedMethods: readonly SeedMethod[] = [
  ...of('BucketsApi', 'createBucketsApi', {
    create_bucket: 'create',
    update_bucket: 'update',
    delete_bucket: 'delete',
    find_bucket_by_id: 'find',
    find_bucket_by_name: 'findByName',
    find_buckets: 'list',
    find_buckets_iter: 'iterate',
  }),
  ...of('LabelsApi', 'createLabelsApi', {
    create_label: 'create',
    update_label: 'update',
    delete_label: 'delete',
    clone_label: 'clone',
    find_label_by_id: 'find',
    find_label_by_org: 'list',
    find_labels: 'list',
  }),
  ...of('OrganizationsApi', 'createOrganizationsApi', {
    me: 'me',
    create_organization: 'create',
    update_organization: 'update',
    delete_organization: 'delete',
    find_organization: 'find',
    find_organizations: 'list',
  }),
  ...of('UsersApi', 'createUsersApi', {
    me: 'me',
    create_user: 'create',
    update_user: 'update',
    update_password: 'updatePassword',
    delete_user: 'delete',
    find_users: 'list',
  }),
  ...of('AuthorizationsApi', 'createAuthorizationsApi', {
    create_authorization: 'create',
    clone_authorization: 'clone',
    update_authorization: 'update',
    delete_authorization: 'delete',
    find_authorization_by_id: 'find',
    find_authorizations: 'list',
    find_authorizations_by_user: 'list',
    find_authorizations_by_user_id: 'list',
    find_authorizations_by_user_name: 'list',
    find_authorizations_by_org: 'list',
    find_authorizations_by_org_id: 'list',
    find_authorizations_by_org_name: 'list',
  }),
  ...of('TasksApi', 'createTasksApi', {
    create_task: 'create',
    create_task_every: 'createEvery',
    create_task_cron: 'createCron',
    update_task: 'update',
    update_task_request: 'update',
    delete_task: 'delete',
    clone_task: 'clone',
    find_task_by_id: 'find',
    find_tasks: 'list',
    find_tasks_iter: 'iterate',
    find_tasks_by_user: 'list',
    get_labels: 'labels',
    add_label: 'addLabel',
    delete_label: 'removeLabel',
    get_members: 'members',
    add_member: 'addMember',
    delete_member: 'removeMember',
    get_owners: 'owners',
    add_owner: 'addOwner',
    delete_owner: 'removeOwner',
    get_runs: 'runs',
    get_run: 'run',
    get_run_logs: 'runLogs',
    get_logs: 'logs',
    run_manually: 'runManually',
    retry_run: 'retryRun',
    cancel_run: 'cancelRun',
  }),
  ...of('InvokableScriptsApi', 'createScriptsApi', {
    create_script: 'create',
    update_script: 'update',
    delete_script: 'delete',
    find_scripts: 'list',
    invoke_script: 'collect',
    invoke_script_stream: 'stream',
    invoke_script_csv: 'csv',
    invoke_script_raw: 'raw',
    invoke_script_data_frame: 'collectFrames',
    invoke_script_data_frame_stream: 'streamFrames',
  }),
  { seed: 'DeleteApi.delete', ours: 'deleteData' },
]
