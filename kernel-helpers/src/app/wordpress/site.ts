import { account } from "./mariadb";

/**
 * What Debian's files do not say of a site: where its database is, and that it asks nobody outside but the judge of comments.
 * Its address is the one that it was asked at, so that it need not know it.
 */
const configuration = `<?php
define('DB_HOST', 'db');
define('DB_NAME', '${account.database}');
define('DB_USER', '${account.user}');
define('DB_PASSWORD', '${account.password}');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $key)
  define($key, "lab $key");
define('WP_HOME', 'http://' . ($_SERVER['HTTP_HOST'] ?? 'localhost'));
define('WP_SITEURL', WP_HOME);
define('WP_CONTENT_DIR', ABSPATH . 'wp-content');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', 'antispam');
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
`;

/** Users write more often than WordPress allows, nobody gets mail, and each comment is shown to a judge outside, as Akismet does it. */
const plugin = `<?php
add_filter('comment_flood_filter', '__return_false', 99);
add_filter('pre_wp_mail', '__return_true');
add_filter('preprocess_comment', function ($comment) {
  wp_remote_post('http://antispam/check', ['timeout' => 2, 'body' => ['text' => $comment['comment_content']]]);
  return $comment;
});
`;

const file = (path: string, content: string): string => `cat > ${path} <<'END'\n${content}END`;

/**
 * Shell commands that make a site in a folder: links to Debian's files beside a configuration of its own. WordPress finds the latter
 * since ABSPATH is defined before anything else runs (`begin.php`); by itself it would look beside the files that the links lead to.
 */
export function siteIn(folder: string): string {
  return [
    `mkdir -p ${folder}/wp-content/mu-plugins`,
    `ln -sf /usr/share/wordpress/*.php /usr/share/wordpress/wp-admin /usr/share/wordpress/wp-includes ${folder}`,
    `rm ${folder}/wp-config.php`,
    `ln -sfn /usr/share/wordpress/wp-content/themes ${folder}/wp-content/themes`,
    file(`${folder}/begin.php`, `<?php define('ABSPATH', '${folder}/');\n`),
    file(`${folder}/wp-config.php`, configuration),
    file(`${folder}/wp-content/mu-plugins/lab.php`, plugin),
    file(`${folder}/ready.php`, "ready\n"),
  ].join("\n");
}
