// Converts the request's target to the URI by which the framework routes.
using System;
using System.Text;
using System.Text.RegularExpressions;

namespace AspNet
{
    public static class Hosting
    {
        // The tickets that System.Web removes from paths: the letters A, F, S and X, each with a value in brackets.
        static readonly Regex cookieless = new Regex(@"/\((?:[AFSX]\([^/()]*\))+\)(?=/|$)", RegexOptions.IgnoreCase);

        // SelfHosted leaves everything to System.Uri.
        public static Uri SelfHosted(string target)
        {
            return new Uri("http://api.example.com" + target);
        }

        // InIIS processes the path like http.sys and System.Web: it percent-decodes once, replaces "\" and runs of "/" by a
        // single "/", resolves dot segments, and removes cookieless tickets.
        public static Uri InIIS(string target)
        {
            var path = Uri.UnescapeDataString(target.Split('?')[0]).Replace('\\', '/');
            path = Regex.Replace(path, "/+", "/");
            for (string before = null; before != path;)
            {
                before = path;
                path = cookieless.Replace(path, "");
            }
            var escaped = new StringBuilder();
            foreach (var segment in path.Split('/'))
                escaped.Append('/').Append(segment == "." || segment == ".." ? segment : Uri.EscapeDataString(segment));
            return new Uri("http://api.example.com" + escaped.ToString().Substring(1));
        }
    }
}
