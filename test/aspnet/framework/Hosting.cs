// How the request's target becomes the URI that the framework routes by.
using System;
using System.Text;
using System.Text.RegularExpressions;

namespace AspNet
{
    public static class Hosting
    {
        // The tickets that System.Web takes out of paths: letters A, F, S and X, each with a value in brackets.
        static readonly Regex cookieless = new Regex(@"/\((?:[AFSX]\([^/()]*\))+\)(?=/|$)", RegexOptions.IgnoreCase);

        // SelfHosted leaves all to System.Uri.
        public static Uri SelfHosted(string target)
        {
            return new Uri("http://api.example.com" + target);
        }

        // InIIS reads the path as http.sys and System.Web do: percent-encoding undone once, "\" and runs of "/" made one
        // "/", dot segments resolved, cookieless tickets taken out.
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
